import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { parsePosition } from '#domain';
import type { OidcKey } from '../storage/oidc-storage.port.js';
import { storedId } from '../organization/issuer-secrets.js';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** What is kept of a one-time token; never its text. */
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
/** Tells them from refresh tokens, so that asking about one of those consumes nothing. */
const PREFIX = 'once_';
const TEXT = /^once_[\w-]{43}$/;

/** What a one-time token is made for. */
export type OneTimeTokenFor = Omit<OneTimeToken, 'tokenId' | 'iat' | 'exp'>;

/**
 * Makes an opaque access token that is valid once: whoever asks about it first consumes it. Unlike every other token it is no
 * part of the inventory, so no `TokenIssued` is written for it: it is gone before anybody could look it up there and revoke it,
 * and what is revoked meanwhile (its app, its user) is judged when it is asked about.
 * @returns its text; only the hash of that is stored
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

/** Finds a one-time token that may still be asked about; `null` where there is none. */
export async function findOneTimeToken(org: OrgIssuer, text: string): Promise<OneTimeToken | null> {
  if (!TEXT.test(text)) return null;
  const stored = await org.storage.find(keyOf(org, text));
  return stored?.consumedAtMs === null ? (stored.payload as unknown as OneTimeToken) : null;
}

/** Uses a one-time token up; `true` for the one caller of many that was the first. */
export async function consumeOneTimeToken(org: OrgIssuer, text: string): Promise<boolean> {
  return (await org.storage.consume(keyOf(org, text)))?.first === true;
}

/** Ends a one-time token. */
export async function endOneTimeToken(org: OrgIssuer, text: string): Promise<void> {
  await org.storage.destroy(keyOf(org, text));
}

/** The claims that a one-time token is judged by, as those of an access token. */
export function claimsOf(org: OrgIssuer, token: OneTimeToken) {
  const { tokenId: jti, clientId, userId: sub, rpos, iat, exp } = token;
  const position = parsePosition(rpos) ?? undefined;
  return { kind: 'access', iss: org.issuer, jti, clientId, sub, rpos: position, iat, exp } as const;
}

function keyOf({ orgId }: OrgIssuer, text: string): OidcKey {
  return { orgId, model: MODEL, id: storedId(MODEL, text) };
}
