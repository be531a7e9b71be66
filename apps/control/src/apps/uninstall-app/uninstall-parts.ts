import { type UninstallAppResponse } from './uninstall-app.http.schema.js';

type Parts = Pick<UninstallAppResponse, 'ends' | 'leaves'>;
type Part = Parts['ends'][number];

const HELD: readonly Part[] = ['access_tokens', 'refresh_tokens', 'grants', 'sessions'];
const ACCESS: readonly Part[] = ['policy', 'preauthorizations'];
const KEPT: readonly Part[] = ['registration', 'blocks', 'usage_history'];

/** What an uninstallation ends and what it leaves, depending on whom it is for. `nobody`: nothing was uninstalled, or not yet. */
export function uninstallParts(of: 'everybody' | 'user' | 'nobody'): Parts {
  switch (of) {
    case 'everybody':
      return { ends: [...HELD, ...ACCESS], leaves: [...KEPT] };
    case 'user':
      return { ends: [...HELD], leaves: [...ACCESS, ...KEPT] };
    case 'nobody':
      return { ends: [], leaves: [...HELD, ...ACCESS, ...KEPT] };
  }
}
