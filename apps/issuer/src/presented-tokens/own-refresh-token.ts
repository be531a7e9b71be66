import type { Grant, Provider, RefreshToken } from 'oidc-provider';
import { storedId } from '../organization/issuer-secrets.js';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** A refresh token of this issuer, with its grant. */
export interface OwnRefreshToken {
  readonly token: RefreshToken;
  /** `undefined` where the grant has expired, or was removed with a revocation. */
  readonly grant: Grant | undefined;
  /** Whether rotation has replaced it. */
  readonly consumed: boolean;
}

const REFRESH_TOKEN = /^[\w-]{43}$/;

/** Finds a refresh token by its text; `null` where there is none. */
export async function findOwnRefreshToken(
  org: OrgIssuer,
  provider: Provider,
  text: string,
): Promise<OwnRefreshToken | null> {
  if (!REFRESH_TOKEN.test(text)) return null;
  const token = await provider.RefreshToken.find(text);
  if (token === undefined) return null;
  const key = { orgId: org.orgId, model: 'RefreshToken', id: storedId('RefreshToken', text) };
  const [grant, stored] = await Promise.all([
    provider.Grant.find(token.grantId ?? ''),
    org.storage.find(key),
  ]);
  return { token, grant, consumed: stored?.consumedAtMs !== null };
}
