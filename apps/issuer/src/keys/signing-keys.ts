import { createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { type AsymmetricSigningAlgorithm, ExternalSigningKey } from 'oidc-provider';
import { activeKey, type SigningKeyState } from '#domain';
import { TemporarilyUnavailableError } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';

/** The key that the provider signs with, and all keys whose signatures it takes for its own. */
export interface ProviderKeys {
  readonly active: { readonly kid: string; readonly alg: AsymmetricSigningAlgorithm };
  readonly jwks: { readonly keys: readonly (JWK | ExternalSigningKey)[] };
}

/** A retired key only verifies what it signed before, so its private half isn't loaded. */
class RetiredKey extends ExternalSigningKey {
  constructor(private readonly key: SigningKeyState) {
    super();
    // The types have getters only; the library lets a subclass set both (`lib/helpers/keystore.js`).
    Object.assign(this, { kid: key.kid, alg: key.alg });
  }

  override keyObject(): KeyObject {
    return createPublicKey({ key: { ...this.key.jwk }, format: 'jwk' });
  }

  override sign(): Promise<Uint8Array> {
    return Promise.reject(new Error('A retired key signs nothing.'));
  }
}

/** Differs where a provider has to be built anew for these keys. */
export function fingerprintOf(keys: readonly SigningKeyState[]): string {
  return keys.map(({ kid, status }) => `${status}/${kid}`).join('\n');
}

/** Loads the keys of a provider. @throws TemporarilyUnavailableError where this deployment lacks the active one */
export async function loadProviderKeys(org: OrgIssuer): Promise<ProviderKeys> {
  const { keys } = org.state();
  const active = activeKey(keys);
  const own = active === undefined ? null : await org.ports.signingKeys.privateJwk(org.orgId, active.kid);
  if (active === undefined || own === null) {
    throw new TemporarilyUnavailableError('This process does not hold the signing key of the organisation.');
  }
  const { kid, alg } = active;
  const retired = keys.filter((key) => key.status === 'retired').map((key) => new RetiredKey(key));
  return {
    active: { kid, alg: alg as AsymmetricSigningAlgorithm },
    jwks: { keys: [{ ...own, kid, alg, use: 'sig' }, ...retired] },
  };
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
  // The active key comes first.
  served.sort((a, b) => Number(b.status === 'active') - Number(a.status === 'active'));
  return served.map(({ jwk, kid, alg }) => ({ ...publicMembers(jwk), kid, alg, use: 'sig' }));
}

const PUBLIC_MEMBERS = new Set(['kty', 'crv', 'x', 'y', 'n', 'e']);

function publicMembers(jwk: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => PUBLIC_MEMBERS.has(name)));
}
