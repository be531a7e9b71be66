import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { ExternalSigningKey } from 'oidc-provider';
import { activeKey, type SigningKeyState } from '#domain';
import { TemporarilyUnavailableError } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** What the provider signs with, and what it still recognises as its own. */
export interface ProviderKeys {
  readonly active: { readonly kid: string; readonly alg: string };
  readonly jwks: { readonly keys: readonly (JWK | ExternalSigningKey)[] };
}

/** A key that verifies what it signed once; its private half isn't needed, nor kept in memory. */
class RetiredKey extends ExternalSigningKey {
  constructor(private readonly key: SigningKeyState) {
    super();
    this.kid = key.kid;
    this.alg = key.alg;
  }

  override keyObject(): KeyObject {
    return createPublicKey({ key: { ...this.key.jwk }, format: 'jwk' });
  }

  override sign(): Promise<Uint8Array> {
    return Promise.reject(new Error('A retired key signs nothing.'));
  }
}

/** Changes exactly when a provider has to be built anew. */
export function fingerprintOf(keys: readonly SigningKeyState[]): string {
  return keys.map(({ kid, status }) => `${status}/${kid}`).join('\n');
}

/** Loads the keys of a provider. @throws TemporarilyUnavailableError where this deployment lacks the active one */
export async function loadProviderKeys(org: OrgIssuer): Promise<ProviderKeys> {
  const { keys } = org.state();
  const active = activeKey(keys);
  const own = active === undefined ? null : await org.ports.signingKeys.privateJwk(org.orgId, active.kid);
  if (active === undefined || own === null) {
    throw new TemporarilyUnavailableError('The organisation has no key to sign with.');
  }
  const { kid, alg } = active;
  const retired = keys.filter((key) => key.status === 'retired').map((key) => new RetiredKey(key));
  return { active: { kid, alg }, jwks: { keys: [{ ...own, kid, alg, use: 'sig' }, ...retired] } };
}

/**
 * The JWKS (RFC 7517 section 5): the active key, and retired ones for as long as a token that they signed may live. A denied
 * key is never in it.
 * @param longestMs longest lifetime of a signed token, ms
 */
export function servedKeys(
  keys: readonly SigningKeyState[],
  nowMs: number,
  longestMs: number,
): readonly object[] {
  const served = keys.filter(({ status, retiredAtMs }) => {
    if (status === 'denied') return false;
    return status === 'active' || nowMs < (retiredAtMs ?? 0) + longestMs;
  });
  // The key that signs now comes first, whatever the order in which they came in.
  served.sort((a, b) => Number(b.status === 'active') - Number(a.status === 'active'));
  return served.map(({ jwk, kid, alg }) => ({ ...publicMembers(jwk), kid, alg, use: 'sig' }));
}

const PUBLIC_MEMBERS = new Set(['kty', 'crv', 'x', 'y', 'n', 'e']);

function publicMembers(jwk: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => PUBLIC_MEMBERS.has(name)));
}
