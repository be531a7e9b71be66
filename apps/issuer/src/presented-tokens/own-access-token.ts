import { compactVerify, type JWK } from 'jose';
import { type JudgedClaims, parsePosition, type SigningKeyState } from '#domain';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** A JWT access token of this issuer, whose signature was checked. */
export interface OwnAccessToken {
  readonly claims: JudgedClaims & { readonly jti: string; readonly clientId: string };
  /** The whole claims set. */
  readonly payload: Readonly<Record<string, unknown>>;
}

const MAX_TOKEN_LENGTH = 16_384;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Reads an access token that this organisation's issuer signed. `null` for everything else: a foreign or altered token, an ID token, a
 * token of a denied key, and a text that isn't the canonical encoding of its bytes. Neither expiry nor revocation is checked.
 * @throws TemporarilyUnavailableError where the token's key isn't known yet and the log can't be read
 */
export async function readOwnAccessToken(org: OrgIssuer, token: string): Promise<OwnAccessToken | null> {
  if (token.length > MAX_TOKEN_LENGTH || !COMPACT.test(token) || !isCanonical(token)) return null;
  const [header, claimed] = token.split('.', 2).map(readJson);
  if (header?.['typ'] !== 'at+jwt' || claimed?.['iss'] !== org.issuer) return null;
  const key = await findKey(org, header['kid']);
  if (key === undefined || header['alg'] !== key.alg) return null;
  try {
    // jose imports a key once for each object that it is given.
    const { payload: bytes } = await compactVerify(token, key.jwk as unknown as JWK, {
      algorithms: [key.alg],
    });
    return toOwnToken(
      JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>,
      org.issuer,
      key.kid,
    );
  } catch {
    return null;
  }
}

/** Another process may sign with a new key since a moment ago: where a key isn't known, the log is read to its end first. */
async function findKey(org: OrgIssuer, kid: unknown): Promise<SigningKeyState | undefined> {
  if (typeof kid !== 'string') return undefined;
  const find = () => org.state().keys.find((key) => key.kid === kid);
  if (find() === undefined) await org.readToEnd();
  const key = find();
  return key?.status === 'denied' ? undefined : key;
}

function toOwnToken(payload: Record<string, unknown>, iss: string, kid: string): OwnAccessToken | null {
  const { jti, client_id: clientId, iat, exp } = payload;
  if (payload['iss'] !== iss || typeof jti !== 'string' || typeof clientId !== 'string') return null;
  if (typeof iat !== 'number' || typeof exp !== 'number') return null;
  const rpos = textIn(payload, 'rpos');
  const claims = {
    kind: 'access',
    iss,
    kid,
    jti,
    clientId,
    sub: textIn(payload, 'sub'),
    sid: textIn(payload, 'sid'),
    grantId: textIn(payload, 'grant_id'),
    rpos: rpos === undefined ? undefined : (parsePosition(rpos) ?? undefined),
    iat,
    exp,
  } as const;
  return { claims, payload };
}

/** Different texts can decode to the same bytes. Only the text that encoding those bytes gives is a token. */
function isCanonical(token: string): boolean {
  return token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function readJson(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function textIn(payload: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = payload[name];
  return typeof value === 'string' ? value : undefined;
}
