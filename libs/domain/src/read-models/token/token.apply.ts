import type { TokenIssued } from '../../facts/index.js';
import { tokenDocId } from '../document/document-ids.js';
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

/**
 * A token that was issued, or that was revoked by its id before anybody saw it issued (`known` is false then). What bulk
 * revocations do to it isn't here: that is judged, and judged at once.
 */
export type TokenDoc = ReadModelDocument<{
  readonly orgId: string;
  readonly iss: string;
  /** `jti` of a JWT, or the id of a refresh token. */
  readonly tokenId: string;
  /** Whether its issuance was seen. */
  readonly known: boolean;
  readonly kind: TokenIssued['data']['kind'] | null;
  readonly format: TokenIssued['data']['format'] | null;
  readonly clientId: string | null;
  readonly userId: string | null;
  readonly scopes: readonly string[];
  readonly issuedAt: string | null;
  readonly expiresAt: string | null;
  readonly grantId: string | null;
  readonly sessionId: string | null;
  readonly kid: string | null;
  readonly rpos: string | null;
  /** Of a refresh token: when another one took its place. */
  readonly replacedAt: string | null;
  /** The refresh token that it was minted by. */
  readonly refreshTokenId: string | null;
  /** Of a refresh token: access tokens issued by it. */
  readonly useCount: number;
  /** Of a refresh token: when it was last used for that; of any other: when it was issued. */
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  readonly revocationId: string | null;
}>;

const HANDLES = ['TokenIssued', 'TokenRevoked'] as const;

/** Orders in which tokens are listed, the newest first. */
export const TOKEN_LISTS = {
  byAppUser: listOrder<keyof TokenDoc>('byAppUser', 'orgId', 'clientId', 'userId', '-issuedAt'),
  byUser: listOrder<keyof TokenDoc>('byUser', 'orgId', 'userId', '-issuedAt'),
  byTokenId: listOrder<keyof TokenDoc>('byTokenId', 'orgId', 'tokenId', 'iss'),
} as const;

/** The tokens of an organisation. */
export const TOKEN_MODEL: ReadModel<TokenDoc> = {
  name: 'token',
  version: 1,
  collection: 'token_v1',
  handles: HANDLES,
  lists: Object.values(TOKEN_LISTS),
  keys: keysOf,
  apply: applyToken,
};

/** An issuance touches the token itself and the refresh token that it was minted by. */
function keysOf(recorded: ReadModelFact): readonly string[] {
  const fact = handled(recorded, HANDLES);
  switch (fact?.type) {
    case undefined:
      return [];
    case 'TokenRevoked':
      return [tokenDocId(recorded.orgId, fact.data.iss, fact.data.jti)];
    case 'TokenIssued': {
      const { iss, tokenId, refreshTokenId } = fact.data;
      const own = tokenDocId(recorded.orgId, iss, tokenId);
      return refreshTokenId === undefined ? [own] : [own, tokenDocId(recorded.orgId, iss, refreshTokenId)];
    }
  }
}

/** Folds a fact into the document `id` of a token. */
export function applyToken(doc: TokenDoc | null, recorded: ReadModelFact, id: string): TokenDoc | null {
  const fact = handled(recorded, HANDLES);
  switch (fact?.type) {
    case undefined:
      return doc;
    case 'TokenRevoked':
      return revoked(doc ?? unknown(recorded.orgId, fact.data.iss, fact.data.jti), recorded);
    case 'TokenIssued': {
      const { iss, tokenId, refreshTokenId } = fact.data;
      if (id === tokenDocId(recorded.orgId, iss, tokenId)) {
        return issued(doc ?? unknown(recorded.orgId, iss, tokenId), fact.data, recorded);
      }
      if (refreshTokenId === undefined) return doc;
      return refreshed(doc ?? unknown(recorded.orgId, iss, refreshTokenId), fact.data, recorded);
    }
  }
}

function unknown(orgId: string, iss: string, tokenId: string): TokenDoc {
  return {
    orgId,
    iss,
    tokenId,
    known: false,
    kind: null,
    format: null,
    clientId: null,
    userId: null,
    scopes: [],
    issuedAt: null,
    expiresAt: null,
    grantId: null,
    sessionId: null,
    kid: null,
    rpos: null,
    replacedAt: null,
    refreshTokenId: null,
    useCount: 0,
    lastUsedAt: null,
    revokedAt: null,
    revocationId: null,
  };
}

/** An id is issued once: what was seen first stands. */
function issued(doc: TokenDoc, token: TokenIssued['data'], recorded: ReadModelFact): TokenDoc {
  if (doc.known) return doc;
  const issuedAt = timeOf(token.issuedAt, recorded);
  return {
    ...doc,
    known: true,
    kind: token.kind,
    format: token.format,
    clientId: token.clientId,
    userId: token.userId,
    scopes: token.scopes,
    issuedAt,
    expiresAt: timeOf(token.expiresAt, recorded),
    grantId: token.grantId ?? null,
    sessionId: token.sessionId ?? null,
    kid: token.kid ?? null,
    rpos: token.rpos ?? null,
    refreshTokenId: token.refreshTokenId ?? null,
    lastUsedAt: later(doc.lastUsedAt, issuedAt),
  };
}

function refreshed(doc: TokenDoc, token: TokenIssued['data'], recorded: ReadModelFact): TokenDoc {
  const issuedAt = timeOf(token.issuedAt, recorded);
  if (token.kind === 'refresh') return { ...doc, replacedAt: earlier(doc.replacedAt, issuedAt) };
  const lastUsedAt = later(doc.lastUsedAt, issuedAt);
  return { ...doc, useCount: doc.useCount + 1, lastUsedAt };
}

/** The first revocation stands. */
function revoked(doc: TokenDoc, recorded: ReadModelFact): TokenDoc {
  if (doc.revokedAt !== null) return doc;
  return { ...doc, revokedAt: recordedAt(recorded), revocationId: recorded.id };
}
