import { checkedClientId } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { AppsReported } from '../facts/decisions.js';
import { registeredIssuer } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';

/** Apps that are known of one foreign issuer at most: every process that folds keeps them, for good. */
const MAX_FOREIGN_APPS = 10_000;

/** Makes apps of a foreign issuer known, so that they can be revoked and blocked. */
export interface ReportApps {
  readonly iss: string;
  readonly clientIds: readonly string[];
}

/**
 * Makes apps of a foreign issuer known; nothing happens when all are.
 * @throws DomainError `ISSUER_NOT_FOUND`, `INVALID_ID`; `APP_ALREADY_REGISTERED` for an app of ours, whose tokens are our issuer's alone;
 * `INVALID_REQUEST` beyond {@link MAX_FOREIGN_APPS}
 */
export function decideReportApps(org: OrgState, { iss, clientIds }: ReportApps): AppsReported | null {
  if (registeredIssuer(org, iss) === undefined) throw new DomainError('ISSUER_NOT_FOUND');
  const named = new Set(clientIds.map(checkedClientId));
  const own = [...named].find((clientId) => org.apps.has(clientId));
  if (own !== undefined)
    throw new DomainError(
      'APP_ALREADY_REGISTERED',
      `${own} is registered here: only our issuer issues its tokens.`,
    );
  const fresh = [...named].filter((clientId) => !org.foreignApps.has(clientId)).sort();
  if (fresh.length === 0) return null;
  const known = [...org.foreignApps.values()].filter((app) => app.iss === iss).length;
  if (known + fresh.length > MAX_FOREIGN_APPS)
    throw new DomainError(
      'INVALID_REQUEST',
      `At most ${String(MAX_FOREIGN_APPS)} apps of one issuer are known.`,
    );
  return { type: 'AppsReported', data: { iss, clientIds: fresh } };
}
