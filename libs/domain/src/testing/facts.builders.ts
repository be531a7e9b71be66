import type {
  AppBlocked,
  AppRegistered,
  ClientMetadata,
  EdgeAbsorbed,
  EdgeRegistered,
  IssuerRegistered,
  OrgRegistered,
  PublicSigningKey,
  SigningKeysRotated,
  TokenIssued,
  TokenUsed,
  UsageDenied,
  UserRegistered,
} from '../facts/index.js';
import { START_MS, timeAt } from './recorded.builders.js';

/** `iss` of the organisation that the builders make. */
export const OWN_ISSUER = 'https://rescind.example/o/org-1';

/** Metadata of an app that may do everything that the issuer offers. */
export function clientMetadata(overrides: Partial<ClientMetadata> = {}): ClientMetadata {
  return {
    client_name: 'Invoices',
    redirect_uris: ['https://app.example/cb'],
    grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: 'openid invoices:read',
    ...overrides,
  };
}

/** A public key; the JWK is well-formed, and nobody has its private half. */
export function signingKey(kid: string): PublicSigningKey {
  return {
    kid,
    alg: 'ES256',
    jwk: { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ', kid, alg: 'ES256', use: 'sig' },
  };
}

export function orgRegistered(kid = 'key-1'): OrgRegistered {
  return { type: 'OrgRegistered', data: { name: 'Org 1', issuer: OWN_ISSUER, key: signingKey(kid) } };
}

export function appRegistered(clientId = 'app-1', metadata: Partial<ClientMetadata> = {}): AppRegistered {
  return { type: 'AppRegistered', data: { clientId, metadata: clientMetadata(metadata) } };
}

export function appBlocked(clientId = 'app-1', blockId = 'block-1'): AppBlocked {
  return { type: 'AppBlocked', data: { clientId, blockId } };
}

export function userRegistered(userId = 'user-1'): UserRegistered {
  return { type: 'UserRegistered', data: { userId } };
}

export function edgeRegistered(edgeId = 'edge-1', name = 'Gateway'): EdgeRegistered {
  return { type: 'EdgeRegistered', data: { edgeId, name } };
}

export function issuerRegistered(iss = 'https://foreign.example'): IssuerRegistered {
  return {
    type: 'IssuerRegistered',
    data: {
      iss,
      jwksUri: `${iss}/jwks`,
      algorithms: ['RS256'],
      toleranceMs: 2000,
      maxLifetimeMs: 3_600_000,
      jtiCarriesTime: false,
    },
  };
}

/** A rotation of the organisation's keys; graceful and retiring nothing by name unless told otherwise. */
export function keysRotated(
  kid: string,
  overrides: Partial<SigningKeysRotated['data']> = {},
): SigningKeysRotated {
  const data = {
    iss: OWN_ISSUER,
    mode: 'graceful',
    key: signingKey(kid),
    retiredKids: [],
    deniedKids: [],
  } as const;
  return { type: 'SigningKeysRotated', data: { ...data, ...overrides } };
}

/** An access token of an hour, minted at the start of the builders' time. */
export function tokenIssued(overrides: Partial<TokenIssued['data']> = {}): TokenIssued {
  return {
    type: 'TokenIssued',
    data: {
      tokenId: 'jti-1',
      iss: OWN_ISSUER,
      kind: 'access',
      format: 'JWT',
      clientId: 'app-1',
      userId: 'user-1',
      scopes: ['invoices:read'],
      issuedAt: timeAt(START_MS),
      expiresAt: timeAt(START_MS + 3_600_000),
      rpos: 'g1:0',
      ...overrides,
    },
  };
}

export function tokenUsed(overrides: Partial<TokenUsed['data']> = {}): TokenUsed {
  const at = timeAt(START_MS);
  const where = { clientId: 'app-1', userId: 'user-1', edgeId: 'edge-1', windowId: 'w-1' };
  return { type: 'TokenUsed', data: { ...where, count: 1, firstAt: at, lastAt: at, ...overrides } };
}

export function usageDenied(overrides: Partial<UsageDenied['data']> = {}): UsageDenied {
  const at = timeAt(START_MS);
  const what = { clientId: 'app-1', userId: 'user-1', reason: 'blocked', where: 'issuer' } as const;
  return { type: 'UsageDenied', data: { ...what, count: 1, firstAt: at, lastAt: at, ...overrides } };
}

export function edgeAbsorbed(overrides: Partial<EdgeAbsorbed['data']> = {}): EdgeAbsorbed {
  const receipt = { edgeId: 'edge-1', position: 'g1:0', receivedAt: timeAt(START_MS), recent: [] };
  return { type: 'EdgeAbsorbed', data: { ...receipt, ...overrides } };
}
