import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { parsePosition } from '#domain';
import type { OidcKey } from '../storage/oidc-storage.port.js';
import { storedId } from '../organization/issuer-secrets.js';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** A one-time token as it is stored: without its text. */
export interface OneTimeToken {
  readonly tokenId: string;
  readonly clientId: string;
  readonly userId: string;
  readonly scope: string;
  readonly resource: string;
  /** What had been folded before the password was checked. */
  readonly rpos: string;
  /** NumericDate, s. */
  readonly iat: number;
  readonly exp: number;
}

const MODEL = 'OneTimeToken';
/** Tells one-time tokens from refresh tokens, so that a question about a refresh token consumes nothing. */
const PREFIX = 'once_';
const TEXT = /^once_[\w-]{43}$/;

/** What a one-time token is issued for. */
export type OneTimeTokenFor = Omit<OneTimeToken, 'tokenId' | 'iat' | 'exp'>;

/**
 * Makes an opaque access token that is valid once: the first introspection consumes it.
 *
 * No `TokenIssued` is written for it, unlike for every other token: it is used up before anybody could look it up in the inventory and
 * revoke it. A revocation of its app or user is found when it is introspected.
 * @returns its text, of which only the hash is stored
 */
export async function issueOneTimeToken(
  org: OrgIssuer,
  made: OneTimeTokenFor,
  lifetimeS: number,
): Promise<string> {
  const text = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  const iat = Math.floor(org.now() / 1000);
  const token: OneTimeToken = { tokenId: uuidv7(), ...made, iat, exp: iat + lifetimeS };
  await org.storage.upsert(keyOf(org, text), {
    payload: { ...token },
    grantId: null,
    uid: null,
    userCode: null,
    expiresAtMs: token.exp * 1000,
  });
  return text;
}

/** Finds a one-time token that isn't used up; `null` where there is none. */
export async function findOneTimeToken(org: OrgIssuer, text: string): Promise<OneTimeToken | null> {
  if (!TEXT.test(text)) return null;
  const stored = await org.storage.find(keyOf(org, text));
  return stored?.consumedAtMs === null ? (stored.payload as unknown as OneTimeToken) : null;
}

/** Uses a one-time token up. Of callers that race, one gets `true`. */
export async function consumeOneTimeToken(org: OrgIssuer, text: string): Promise<boolean> {
  return (await org.storage.consume(keyOf(org, text)))?.first === true;
}

/** Removes a one-time token, so that it is never active again. */
export async function endOneTimeToken(org: OrgIssuer, text: string): Promise<void> {
  await org.storage.destroy(keyOf(org, text));
}

/** The claims of a one-time token for the verdict, which judges it like an access token. */
export function claimsOf(org: OrgIssuer, token: OneTimeToken) {
  const { tokenId: jti, clientId, userId: sub, rpos, iat, exp } = token;
  const position = parsePosition(rpos) ?? undefined;
  return { kind: 'access', iss: org.issuer, jti, clientId, sub, rpos: position, iat, exp } as const;
}

function keyOf({ orgId }: OrgIssuer, text: string): OidcKey {
  return { orgId, model: MODEL, id: storedId(MODEL, text) };
}
