import type { Provider, TokenModel } from 'oidc-provider';
import { storedId } from '../organization/issuer-secrets.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import type { PositionedGrant } from '../policy/issue-policy.js';

/** A refresh token of this issuer, with its grant. */
export interface OwnRefreshToken {
  readonly token: TokenModel & { tokenId?: string; usedAtMs?: number };
  /** `undefined` where the grant has ended. */
  readonly grant: PositionedGrant | undefined;
  readonly consumed: boolean;
}

const TEXT = /^[\w-]{43}$/;

/** Finds a refresh token by its text; `null` where there is none. */
export async function findOwnRefreshToken(
  org: OrgIssuer,
  provider: Provider,
  text: string,
): Promise<OwnRefreshToken | null> {
  if (!TEXT.test(text)) return null;
  const token: OwnRefreshToken['token'] | undefined = await provider.RefreshToken.find(text);
  if (token === undefined) return null;
  const key = { orgId: org.orgId, model: 'RefreshToken', id: storedId('RefreshToken', text) };
  const [grant, stored] = await Promise.all([
    provider.Grant.find(token.grantId ?? ''),
    org.storage.find(key),
  ]);
  return { token, grant, consumed: stored?.consumedAtMs !== null };
}
