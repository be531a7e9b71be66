import type { GrantRevoked, TokenIssued } from '../../facts/index.js';
import type { TokenKind } from '../../values/token-kind.js';
import { grantDocId } from '../document/document-ids.js';
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
} from '../document/document.js';
import {
  activeUntilOf,
  type BulkRevocation,
  type LiveTokens,
  NO_TOKENS,
  withoutRevoked,
  withToken,
} from '../live-tokens/live-tokens.js';

/** A grant: what a user let an app have, over all the tokens that came from it. */
export type GrantDoc = ReadModelDocument<{
  readonly orgId: string;
  readonly grantId: string;
  /** `null`: the grant was revoked before anything of it was seen. */
  readonly clientId: string | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  /** First and last issuance. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** The newest refresh token, and when it was issued. */
  readonly refreshTokenId: string | null;
  readonly refreshIssuedAt: string | null;
  /** Every scope that a token of it ever had, sorted. */
  readonly scopes: readonly string[];
  /** Access tokens issued, over all its refresh tokens. */
  readonly useCount: number;
  /** Last `exp` of what revocations of this grant, and a little later of its session, leave alive. */
  readonly activeUntil: string | null;
  /** When it was revoked for good, which takes a revocation that covers refresh tokens. */
  readonly revokedAt: string | null;
  readonly revocationId: string | null;
  readonly live: LiveTokens;
}>;

const HANDLES = ['TokenIssued', 'GrantRevoked'] as const;

/** Orders in which grants are listed, the one used last first. */
export const GRANT_LISTS = {
  byAppUser: listOrder<keyof GrantDoc>('byAppUser', 'orgId', 'clientId', 'userId', '-lastAt'),
  byUser: listOrder<keyof GrantDoc>('byUser', 'orgId', 'userId', '-lastAt'),
  bySession: listOrder<keyof GrantDoc>('bySession', 'orgId', 'sessionId'),
} as const;

/** The grants of an organisation. */
export const GRANT_MODEL: ReadModel<GrantDoc> = {
  name: 'grant',
  version: 1,
  collection: 'grant_v1',
  handles: HANDLES,
  lists: Object.values(GRANT_LISTS),
  keys: (recorded) => {
    const grantId = handled(recorded, HANDLES)?.data.grantId;
    return grantId === undefined ? [] : [grantDocId(recorded.orgId, grantId)];
  },
  apply: applyGrant,
};

/** Folds a fact into the document of a grant. */
export function applyGrant(doc: GrantDoc | null, recorded: ReadModelFact): GrantDoc | null {
  const fact = handled(recorded, HANDLES);
  const grantId = fact?.data.grantId;
  if (fact === null || grantId === undefined) return doc;
  const grant = doc ?? unknown(recorded.orgId, grantId);
  switch (fact.type) {
    case 'TokenIssued':
      return issued(grant, fact.data, recorded);
    case 'GrantRevoked':
      return revoked(grant, fact.data, recorded);
  }
}

/** The document once a bulk revocation is in it; the same one if that changes nothing. */
export function grantWithoutRevoked(
  grant: GrantDoc,
  covers: readonly TokenKind[],
  decision: BulkRevocation,
): GrantDoc {
  return withLive(grant, withoutRevoked(grant.live, covers, decision));
}

function unknown(orgId: string, grantId: string): GrantDoc {
  return {
    orgId,
    grantId,
    clientId: null,
    userId: null,
    sessionId: null,
    firstAt: null,
    lastAt: null,
    refreshTokenId: null,
    refreshIssuedAt: null,
    scopes: [],
    useCount: 0,
    activeUntil: null,
    revokedAt: null,
    revocationId: null,
    live: NO_TOKENS,
  };
}

function issued(grant: GrantDoc, token: TokenIssued['data'], recorded: ReadModelFact): GrantDoc {
  const at = timeOf(token.issuedAt, recorded);
  return {
    ...withLive(grant, withToken(grant.live, token, recorded)),
    ...(token.kind === 'refresh' ? newestRefresh(grant, token.tokenId, at) : {}),
    clientId: grant.clientId ?? token.clientId,
    userId: grant.userId ?? token.userId,
    sessionId: grant.sessionId ?? token.sessionId ?? null,
    firstAt: earlier(grant.firstAt, at),
    lastAt: later(grant.lastAt, at),
    scopes: [...new Set([...grant.scopes, ...token.scopes])].sort(),
    useCount: grant.useCount + (token.kind === 'access' ? 1 : 0),
  };
}

function newestRefresh(grant: GrantDoc, tokenId: string, at: string): Partial<GrantDoc> {
  const isOlder = grant.refreshIssuedAt !== null && at < grant.refreshIssuedAt;
  return isOlder ? {} : { refreshTokenId: tokenId, refreshIssuedAt: at };
}

/** The first revocation stands. One that covers only access tokens leaves the grant alive. */
function revoked(grant: GrantDoc, { covers }: GrantRevoked['data'], recorded: ReadModelFact): GrantDoc {
  const cut = withLive(grant, withoutRevoked(grant.live, covers, recorded));
  if (grant.revokedAt !== null || !covers.includes('refresh')) return cut;
  return { ...cut, revokedAt: recordedAt(recorded), revocationId: recorded.id };
}

function withLive(grant: GrantDoc, live: LiveTokens): GrantDoc {
  return live === grant.live ? grant : { ...grant, live, activeUntil: activeUntilOf(live) };
}
