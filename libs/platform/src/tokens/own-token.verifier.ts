import { Injectable } from '@nestjs/common';
import { isPermission, OWN_PERMISSIONS, splitScope } from '#domain';
import { createValidator, RefusedTokenError, stateSource, type Validator } from '#validator';
import { issuerOf, Runtime } from '../runtime/runtime.js';
import { claimedIssuer } from './own-access-token.js';

/** The caller, as its access token says. This is the only place that a caller's organisation is taken from. */
export interface Principal {
  readonly orgId: string;
  readonly kind: 'user' | 'client';
  /** User id, or `client_id` for a client's own token. */
  readonly id: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
}

const MAX_VALIDATORS = 1000;

/**
 * Verifies access tokens that this deployment's own issuers made for its own API. Keys and revocations come from the live fold, so a
 * revoked administrator is refused here as at any edge.
 */
@Injectable()
export class OwnTokenVerifier {
  private readonly validators = new Map<string, Validator>();

  constructor(private readonly runtime: Runtime) {}

  /** Verifies signature, audience, lifetime and revocation. @throws RefusedTokenError */
  async verify(token: string): Promise<Principal> {
    const orgId = this.orgOf(token);
    if (orgId === null) throw new RefusedTokenError('ISSUER_UNKNOWN');
    const { claims } = await this.validatorOf(orgId).verify(token);
    const clientId = typeof claims['client_id'] === 'string' ? claims['client_id'] : '';
    const sub = typeof claims.sub === 'string' ? claims.sub : clientId;
    const scope = typeof claims['scope'] === 'string' ? claims['scope'] : '';
    const kind = sub === clientId ? 'client' : 'user';
    return { orgId, kind, id: sub, clientId, scopes: this.permitted(orgId, kind, sub, scope) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.validators.values()].map((validator) => validator.close()));
  }

  /** The scopes that count. A user's token has no permission that the user doesn't hold, whatever scopes the app asked for. */
  private permitted(orgId: string, kind: Principal['kind'], id: string, scope: string): ReadonlySet<string> {
    const asked = splitScope(scope);
    if (kind === 'client') return new Set(asked);
    const user = this.runtime.decisions.org(orgId)?.users.get(id);
    const held = new Set<string>(user === undefined ? [] : [...user.permissions, ...OWN_PERMISSIONS]);
    return new Set(asked.filter((part) => !isPermission(part) || held.has(part)));
  }

  /** The organisation whose issuer the token names; `null` where that is none of this deployment's. */
  private orgOf(token: string): string | null {
    const iss = claimedIssuer(token);
    const prefix = issuerOf(this.runtime.publicUrl, '');
    if (iss?.startsWith(prefix) !== true) return null;
    const orgId = iss.slice(prefix.length);
    return this.runtime.decisions.org(orgId)?.registered === true ? orgId : null;
  }

  private validatorOf(orgId: string): Validator {
    const known = this.validators.get(orgId);
    if (known !== undefined) return known;
    const [oldest] = this.validators.keys();
    if (this.validators.size >= MAX_VALIDATORS && oldest !== undefined) {
      void this.validators.get(oldest)?.close();
      this.validators.delete(oldest);
    }
    const validator = this.make(orgId);
    this.validators.set(orgId, validator);
    return validator;
  }

  private make(orgId: string): Validator {
    const { decisions, publicUrl, defaultResource, ambient } = this.runtime;
    return createValidator({
      issuers: [
        {
          issuer: issuerOf(publicUrl, orgId),
          audience: defaultResource,
          algorithms: ['RS256', 'ES256', 'EdDSA'],
          own: true,
          jwks: () => ({
            keys: (decisions.org(orgId)?.keys ?? [])
              .filter((key) => key.status !== 'denied')
              .map((key) => ({ ...key.jwk })),
          }),
        },
      ],
      source: stateSource({
        state: () => decisions.org(orgId)?.revocations ?? null,
        knownAsOf: () => decisions.knownAsOf(orgId),
      }),
      clock: ambient.now,
      monotonic: ambient.monotonic,
      cacheSize: 1000,
    });
  }
}
