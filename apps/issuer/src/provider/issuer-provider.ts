import {
  type GrantHandler,
  type LoginDetails,
  type OidcClient,
  Provider,
  type GrantModel,
  type SessionModel,
  type TokenModel,
} from 'oidc-provider';
import { v7 as uuidv7 } from 'uuid';
import { issuanceOf } from '../token-endpoint/issuance.js';
import { issue } from '../token-endpoint/issue.js';
import { asOAuthError, invalidGrant } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import type { PositionedGrant } from '../policy/issue-policy.js';
import { redeem } from '../token-endpoint/redeem.js';
import { without } from '../without.js';
import { PASSWORD_PARAMETERS, passwordGrant } from '../password-grant/password-grant.js';
import { redeemableOf } from '../token-endpoint/refresh-token-rotation.js';

interface Models {
  readonly AccessToken: typeof TokenModel;
  readonly ClientCredentials: typeof TokenModel;
  readonly AuthorizationCode: typeof TokenModel;
  readonly RefreshToken: typeof TokenModel;
  readonly Grant: typeof GrantModel;
  readonly Session: typeof SessionModel;
  readonly Client: typeof OidcClient;
}

// The base class calls what is overridden here while it is constructed, before this class has fields.
const orgs = new WeakMap<Provider, OrgIssuer>();
const models = new WeakMap<Provider, Partial<Models>>();

/**
 * The library's provider with its models narrowed to what a revocable issuer needs: ids that sort by time, positions in
 * grants and sessions, atomic redemption, derived successors of refresh tokens, hashed secrets, and an awaited inventory.
 */
export class IssuerProvider extends Provider {
  constructor(
    readonly org: OrgIssuer,
    configuration: object,
  ) {
    super(org.issuer, configuration);
    orgs.set(this, org);
    this.registerGrantType('password', (ctx) => passwordGrant(org, ctx), PASSWORD_PARAMETERS);
    // The mount writes these headers itself, from the public URL.
    this.proxy = true;
  }

  /** Wraps every grant of the token endpoint, the library's own ones included. */
  override registerGrantType(
    name: string,
    mint: GrantHandler,
    params?: Iterable<string>,
    dupes?: Iterable<string>,
  ): void {
    super.registerGrantType(name, (ctx) => issue(orgOf(this), name, ctx, mint), params, dupes);
  }

  /** Links don't depend on how the request came in. */
  override pathFor(name: string, options: { mountPath?: string } = {}): string {
    return super.pathFor(name, without(options, 'mountPath'));
  }

  override get AccessToken(): typeof TokenModel {
    return once(this, 'AccessToken', () => timeOrdered('AccessToken', super.AccessToken));
  }

  override get ClientCredentials(): typeof TokenModel {
    return once(this, 'ClientCredentials', () => timeOrdered('ClientCredentials', super.ClientCredentials));
  }

  override get AuthorizationCode(): typeof TokenModel {
    return once(this, 'AuthorizationCode', () => {
      const provider = this as Provider;
      return class AuthorizationCode extends super.AuthorizationCode {
        override async consume(): Promise<void> {
          await consumeOnce(provider, 'AuthorizationCode', this);
        }
      };
    });
  }

  override get RefreshToken(): typeof TokenModel {
    return once(this, 'RefreshToken', () => {
      const provider = this as Provider;
      return class RefreshToken extends super.RefreshToken {
        declare tokenId?: string;
        /** Epoch ms of its last use where a use doesn't replace it, or of its issue. */
        declare usedAtMs?: number;

        static override get IN_PAYLOAD(): string[] {
          return [...super.IN_PAYLOAD, 'tokenId', 'usedAtMs'];
        }

        override generateTokenId(): string {
          this.tokenId = uuidv7();
          this.usedAtMs = orgOf(provider).now();
          const predecessor = Provider.ctx?.oidc.entities.RotatedRefreshToken;
          return predecessor === undefined
            ? super.generateTokenId()
            : orgOf(provider).secrets.successorOf(predecessor.jti);
        }

        override async consume(): Promise<void> {
          await consumeOnce(provider, 'RefreshToken', this);
        }
      };
    });
  }

  override get Grant(): typeof GrantModel {
    return once(
      this,
      'Grant',
      () =>
        class Grant extends super.Grant {
          declare rpos?: string;
          declare begunAtMs?: number;

          static override get IN_PAYLOAD(): string[] {
            return [...super.IN_PAYLOAD, 'rpos', 'begunAtMs'];
          }
        },
    );
  }

  override get Session(): typeof SessionModel {
    return once(
      this,
      'Session',
      () =>
        class Session extends super.Session {
          declare rpos?: string;

          static override get IN_PAYLOAD(): string[] {
            return [...super.IN_PAYLOAD, 'rpos'];
          }

          override loginAccount(details: LoginDetails): void {
            super.loginAccount(details);
            const rpos = Provider.ctx?.oidc.entities.Interaction?.result?.login?.rpos;
            if (rpos !== undefined) this.rpos = rpos;
          }
        },
    );
  }

  override get Client(): typeof OidcClient {
    return once(this, 'Client', () => {
      const provider = this as Provider;
      // The library makes this class anew for each provider; its private statics keep it from being extended.
      const Client = super.Client;
      Client.prototype.compareClientSecret = async function (
        this: OidcClient,
        secret: string,
      ): Promise<boolean> {
        try {
          return await orgOf(provider).ports.clients.verifySecret(this.clientId, secret);
        } catch (error) {
          // The library tells a client only of OAuth errors.
          throw asOAuthError(error);
        }
      };
      leaveGrantsToThePolicy(Client);
      return Client;
    });
  }
}

/**
 * Whether an app is registered for a grant is for the policy to say, which reports a denial and has the right error for it. So the
 * library's own answers, which come before, never refuse that.
 */
function leaveGrantsToThePolicy({ prototype }: typeof OidcClient): void {
  const { grantTypeAllowed, responseTypeAllowed } = prototype;
  prototype.grantTypeAllowed = function (this: OidcClient, type: string): boolean {
    return Provider.ctx?.oidc.route === 'token' || grantTypeAllowed.call(this, type);
  };
  prototype.responseTypeAllowed = function (this: OidcClient, type: string): boolean {
    const isRegistered = grantTypeAllowed.call(this, 'authorization_code');
    return !isRegistered || responseTypeAllowed.call(this, type);
  };
}

function orgOf(provider: Provider): OrgIssuer {
  const org = orgs.get(provider);
  if (org === undefined) throw new Error('The provider is not constructed yet.');
  return org;
}

function once<K extends keyof Models>(provider: Provider, name: K, make: () => Models[K]): Models[K] {
  const known = models.get(provider) ?? {};
  models.set(provider, known);
  const model = known[name] ?? make();
  known[name] = model;
  return model;
}

/** Access tokens whose `jti` is a UUIDv7. The library finds a model by its class's name. */
function timeOrdered(name: 'AccessToken' | 'ClientCredentials', Base: typeof TokenModel): typeof TokenModel {
  const Model = class extends Base {
    override generateTokenId(): string {
      // Settles the token's format.
      super.generateTokenId();
      return uuidv7();
    }
  };
  Object.defineProperty(Model, 'name', { value: name });
  return Model;
}

async function consumeOnce(
  provider: Provider,
  model: 'AuthorizationCode' | 'RefreshToken',
  token: TokenModel & { tokenId?: string; usedAtMs?: number },
): Promise<void> {
  const grant: PositionedGrant | undefined = await provider.Grant.find(token.grantId ?? '');
  if (grant === undefined) throw invalidGrant('The grant is not known.');
  await redeem(orgOf(provider), redeemableOf(model, token), grant, issuanceOf(Provider.ctx));
  token.emit('consumed');
}
