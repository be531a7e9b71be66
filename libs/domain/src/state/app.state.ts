import type { ClientMetadata } from '../facts/client-metadata.js';
import type { AppPolicy } from '../facts/governance-decisions.js';

/** A registered app. Whether it is blocked is known by the revocations: `isBlocked(org.revocations, clientId)`. */
export interface AppState {
  readonly clientId: string;
  metadata: ClientMetadata;
  /** Installed for everybody. */
  installed: boolean;
  /** Users who installed it, or had it installed, for themselves. */
  readonly installedFor: Set<string>;
  policy: AppPolicy;
  readonly preauthorizedUsers: Set<string>;
  readonly preauthorizedGroups: Set<string>;
  /** Epoch ms on the log's clock. */
  readonly registeredAtMs: number;
  /** Offset of the last accepted fact about the app. */
  revision: number;
  /** Offset of the last accepted fact about its registration: the revision of its settings. */
  settingsRevision: number;
  /** Offset of the last accepted fact about its policy: the revision of the policy. */
  policyRevision: number;
}
