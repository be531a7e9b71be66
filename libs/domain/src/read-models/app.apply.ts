import type { AppRegistered, DenialReason, TokenIssued, TokenUsed, UsageDenied } from '../facts/index.js';
import { TOKEN_KINDS, type TokenKind } from '../revocation/index.js';
import { denialCountId } from './denial-count.js';
import { appDocId } from './document-ids.js';
import {
  earlier,
  handled,
  later,
  listOrder,
  type ReadModel,
  type ReadModelDocument,
  type ReadModelFact,
  recordedAt,
  timeOf,
} from './document.js';
import {
  activeUntilOf,
  type LiveTokens,
  NO_TOKENS,
  revokedBeforeMsOf,
  withoutRevoked,
  withToken,
} from './live-tokens.js';
import { countOnce, type RecentId } from './recent-ids.js';

/** A block that was placed on an app. */
export type AppDocBlock = { readonly id: string; readonly at: string; readonly reason: string | null };

/** How often an app was denied, per reason. */
export type DeniedCounts = { readonly [reason in DenialReason]: number };

/**
 * An app: what it is, whether it is blocked, until when it is active. Times are ISO 8601 in a form that sorts. An app that
 * was never registered has a document too, once somebody tried to use it.
 */
export type AppDoc = ReadModelDocument<{
  readonly orgId: string;
  readonly clientId: string;
  readonly registered: boolean;
  readonly registeredAt: string | null;
  readonly name: string | null;
  /** What lists sort by: the name in lower case, or the `client_id`. */
  readonly nameKey: string;
  readonly scope: string | null;
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly tokenEndpointAuthMethod: string | null;
  readonly clientUri: string | null;
  readonly logoUri: string | null;
  readonly softwareId: string | null;
  readonly softwareVersion: string | null;
  readonly blocked: boolean;
  /** Since when, of the blocks that stand the earliest. */
  readonly blockedAt: string | null;
  readonly blocks: readonly AppDocBlock[];
  readonly lifts: readonly string[];
  /** Last `exp` of what revocations of this app leave alive; those of its users, grants and tokens aren't looked at. */
  readonly activeUntil: string | null;
  /** When the last bulk revocation of the app was decided, epoch ms. */
  readonly revokedBeforeMs: number | null;
  readonly firstIssuedAt: string | null;
  readonly lastIssuedAt: string | null;
  /** The last sign of life: an issuance, or a call at an edge. */
  readonly lastUsedAt: string | null;
  readonly denied: DeniedCounts;
  readonly deniedCount: number;
  readonly lastDeniedAt: string | null;
  readonly live: LiveTokens;
  readonly recent: readonly RecentId[];
}>;

const HANDLES = [
  'AppRegistered',
  'AppBlocked',
  'AppUnblocked',
  'AppTokensRevoked',
  'TokenIssued',
  'TokenUsed',
  'UsageDenied',
] as const;

/** Orders in which apps are listed. */
export const APP_LISTS = {
  byName: listOrder<keyof AppDoc>('byName', 'orgId', 'registered', 'nameKey'),
  byLastUsed: listOrder<keyof AppDoc>('byLastUsed', 'orgId', 'registered', '-lastUsedAt'),
  byActiveUntil: listOrder<keyof AppDoc>('byActiveUntil', 'orgId', 'registered', '-activeUntil'),
  byDenied: listOrder<keyof AppDoc>('byDenied', 'orgId', 'registered', '-deniedCount'),
} as const;

/** The apps of an organisation. */
export const APP_MODEL: ReadModel<AppDoc> = {
  name: 'app',
  version: 1,
  collection: 'app_v1',
  handles: HANDLES,
  lists: Object.values(APP_LISTS),
  keys: (recorded) => {
    const fact = handled(recorded, HANDLES);
    return fact === null ? [] : [appDocId(recorded.orgId, fact.data.clientId)];
  },
  apply: applyApp,
};

/** Folds a fact into the document of an app. */
export function applyApp(doc: AppDoc | null, recorded: ReadModelFact): AppDoc | null {
  const fact = handled(recorded, HANDLES);
  if (fact === null) return doc;
  const app = doc ?? unknownApp(recorded.orgId, fact.data.clientId);
  switch (fact.type) {
    case 'AppRegistered':
      return registered(app, fact.data, recorded);
    case 'AppBlocked': {
      const { blockId: id, reason = null } = fact.data;
      const isKnown = app.blocks.some((block) => block.id === id);
      const blocks = isKnown ? app.blocks : [...app.blocks, { id, at: recordedAt(recorded), reason }];
      return revoked(withBlocks(app, blocks, app.lifts), TOKEN_KINDS, recorded);
    }
    case 'AppUnblocked': {
      const lifts = [...new Set([...app.lifts, ...fact.data.blockIds])];
      return revoked(withBlocks(app, app.blocks, lifts), TOKEN_KINDS, recorded);
    }
    case 'AppTokensRevoked':
      return revoked(app, fact.data.covers, recorded);
    case 'TokenIssued':
      return issued(app, fact.data, recorded);
    case 'TokenUsed':
      return used(app, fact.data, recorded);
    case 'UsageDenied':
      return denied(app, fact.data, recorded);
  }
}

function unknownApp(orgId: string, clientId: string): AppDoc {
  return {
    orgId,
    clientId,
    registered: false,
    registeredAt: null,
    name: null,
    nameKey: clientId.toLowerCase(),
    scope: null,
    grantTypes: [],
    redirectUris: [],
    tokenEndpointAuthMethod: null,
    clientUri: null,
    logoUri: null,
    softwareId: null,
    softwareVersion: null,
    blocked: false,
    blockedAt: null,
    blocks: [],
    lifts: [],
    activeUntil: null,
    revokedBeforeMs: null,
    firstIssuedAt: null,
    lastIssuedAt: null,
    lastUsedAt: null,
    denied: {
      'not-installed': 0,
      blocked: 0,
      'not-preauthorized': 0,
      'flow-blocked': 0,
      'revoked-token-presented': 0,
    },
    deniedCount: 0,
    lastDeniedAt: null,
    live: NO_TOKENS,
    recent: [],
  };
}

/** The first registration stands, as it does in the fold. */
function registered(
  app: AppDoc,
  { clientId, metadata }: AppRegistered['data'],
  recorded: ReadModelFact,
): AppDoc {
  if (app.registered) return app;
  const name = metadata.client_name ?? null;
  return {
    ...app,
    registered: true,
    registeredAt: recordedAt(recorded),
    name,
    nameKey: (name ?? clientId).toLowerCase(),
    scope: metadata.scope ?? null,
    grantTypes: metadata.grant_types,
    redirectUris: metadata.redirect_uris ?? [],
    tokenEndpointAuthMethod: metadata.token_endpoint_auth_method,
    clientUri: metadata.client_uri ?? null,
    logoUri: metadata.logo_uri ?? null,
    softwareId: metadata.software_id ?? null,
    softwareVersion: metadata.software_version ?? null,
  };
}

function withBlocks(app: AppDoc, blocks: AppDoc['blocks'], lifts: AppDoc['lifts']): AppDoc {
  const standing = blocks.filter(({ id }) => !lifts.includes(id));
  const blockedAt = standing.reduce<string | null>((earliest, { at }) => earlier(earliest, at), null);
  return { ...app, blocks, lifts, blocked: standing.length > 0, blockedAt };
}

function revoked(app: AppDoc, covers: readonly TokenKind[], recorded: ReadModelFact): AppDoc {
  return withLive(app, withoutRevoked(app.live, covers, recorded));
}

function withLive(app: AppDoc, live: LiveTokens): AppDoc {
  if (live === app.live) return app;
  return { ...app, live, activeUntil: activeUntilOf(live), revokedBeforeMs: revokedBeforeMsOf(live) };
}

function issued(app: AppDoc, token: TokenIssued['data'], recorded: ReadModelFact): AppDoc {
  const at = timeOf(token.issuedAt, recorded);
  return {
    ...withLive(app, withToken(app.live, token, recorded)),
    firstIssuedAt: earlier(app.firstIssuedAt, at),
    lastIssuedAt: later(app.lastIssuedAt, at),
    lastUsedAt: later(app.lastUsedAt, at),
  };
}

function used(app: AppDoc, { lastAt }: TokenUsed['data'], recorded: ReadModelFact): AppDoc {
  return { ...app, lastUsedAt: later(app.lastUsedAt, timeOf(lastAt, recorded)) };
}

function denied(app: AppDoc, denial: UsageDenied['data'], recorded: ReadModelFact): AppDoc {
  const recent = countOnce(app.recent, denialCountId(denial, recorded), recorded);
  if (recent === null) return app;
  return {
    ...app,
    denied: { ...app.denied, [denial.reason]: app.denied[denial.reason] + denial.count },
    deniedCount: app.deniedCount + denial.count,
    lastDeniedAt: later(app.lastDeniedAt, timeOf(denial.lastAt, recorded)),
    recent,
  };
}
