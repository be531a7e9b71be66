import type { AppState } from './app.state.js';
import type { EdgeState } from './edge.state.js';
import type { OrgSettings } from '../facts/governance-decisions.js';
import type { ApprovalState, SessionEndState } from './approval.state.js';
import type { GroupState } from './group.state.js';
import type { ForeignAppState, ForeignIssuerState } from './foreign-issuer.state.js';
import type { SigningKeyState } from './signing-key.state.js';
import type { Position } from '../values/position.js';
import { emptyRevocationState, type RevocationState } from '../revocation/index.js';
import type { UserState } from './user.state.js';
import type { FactMemory } from './fact-memory.js';
import { DEFAULT_ORG_SETTINGS } from './org-settings.js';

/**
 * An organisation, folded from its decisions. `applyDecision` changes it in place; nothing else may write to it.
 */
export interface OrgState {
  readonly orgId: string;
  registered: boolean;
  /** `null` before the organisation is registered. */
  name: string | null;
  /** Its own issuer's `iss`; `null` before the organisation is registered. */
  issuer: string | null;
  /** By `client_id`. */
  readonly apps: Map<string, AppState>;
  /** By pseudonymous user id. Users of foreign issuers aren't registered. */
  readonly users: Map<string, UserState>;
  readonly groups: Map<string, GroupState>;
  settings: OrgSettings;
  /** Offset of the last accepted fact about the settings: their revision. */
  settingsRevision: number;
  /** The announced end of sessions; `null`: none is announced. */
  sessionEnd: SessionEndState | null;
  /** By id, the oldest first; those that expired long ago are forgotten. */
  readonly approvals: Map<string, ApprovalState>;
  /**
   * Offset of the last bulk revocation of the whole organisation (by watermark or by keys), or of the last confirmation of one; -1
   * before the first. Confirmations count because otherwise two of them, made from the same preview, could both be accepted before
   * either revocation is in the log.
   */
  orgWideRevision: number;
  /** By edge id, retired ones included. */
  readonly edges: Map<string, EdgeState>;
  /** In the order in which they came in. */
  readonly keys: SigningKeyState[];
  /** By `iss`. */
  readonly foreignIssuers: Map<string, ForeignIssuerState>;
  /** Apps that inventories of foreign issuers reported, by `client_id`. */
  readonly foreignApps: Map<string, ForeignAppState>;
  readonly revocations: RevocationState;
  /** Facts read lately, by id. */
  readonly facts: FactMemory;
  /** The last decision read; `null` before the first one. */
  position: Position | null;
}

/** An organisation of which nothing was decided yet. */
export function emptyOrg(orgId: string): OrgState {
  return {
    orgId,
    registered: false,
    name: null,
    issuer: null,
    apps: new Map(),
    users: new Map(),
    groups: new Map(),
    settings: DEFAULT_ORG_SETTINGS,
    settingsRevision: -1,
    sessionEnd: null,
    approvals: new Map(),
    orgWideRevision: -1,
    edges: new Map(),
    keys: [],
    foreignIssuers: new Map(),
    foreignApps: new Map(),
    revocations: emptyRevocationState(),
    facts: new Map(),
    position: null,
  };
}
