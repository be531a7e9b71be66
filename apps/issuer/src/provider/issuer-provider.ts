import {
  type CanBePromise,
  type Configuration,
  Provider,
  type ResponseType,
  type TokenEndpointGrantContext,
  type UnknownObject,
} from 'oidc-provider';
import { v7 as uuidv7 } from 'uuid';
import { asOAuthError, invalidGrant } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { PASSWORD_PARAMETERS, passwordGrant } from '../password-grant/password-grant.js';
import { issuanceOf } from '../token-endpoint/issuance.js';
import { issue } from '../token-endpoint/issue.js';
import { type Presented, redeemOnce } from '../token-endpoint/redeem.js';
import { presentedCode, presentedRefreshToken } from '../token-endpoint/refresh-token-rotation.js';
import { without } from '../without.js';

/** The library's models that the issuer extends. */
interface Models {
  readonly AccessToken: Provider['AccessToken'];
  readonly ClientCredentials: Provider['ClientCredentials'];
  readonly AuthorizationCode: Provider['AuthorizationCode'];
  readonly RefreshToken: Provider['RefreshToken'];
  readonly Grant: Provider['Grant'];
  readonly Session: Provider['Session'];
  readonly Client: Provider['Client'];
}

type LoginDetails = Parameters<InstanceType<Models['Session']>['loginAccount']>[0];

type ParameterNames = string | readonly string[] | ReadonlySet<string>;

/** The members of the library's provider that {@link IssuerProvider} overrides. */
interface Overridden extends Models {
  registerGrantType<Params extends object = UnknownObject>(
    name: string,
    mint: (ctx: TokenEndpointGrantContext<Params>) => CanBePromise<void>,
    params?: ParameterNames,
    duplicates?: ParameterNames,
  ): void;
  pathFor(name: string, options?: UnknownObject & { mountPath?: string | undefined }): string;
}

/**
 * The library's provider. Its models are getters (`lib/provider.js`). `@types/oidc-provider` says that they are properties, and
 * TypeScript lets no getter override a property of a class.
 */
const LibraryProvider = Provider as unknown as new (
  issuer: string,
  configuration: Configuration,
) => Omit<Provider, keyof Overridden> & Overridden;

// The base class's constructor calls the getters and methods that are overridden here, before this class has any fields. So what they
// need is kept beside the object.
const orgs = new WeakMap<object, OrgIssuer>();
const models = new WeakMap<object, Partial<Models>>();

/**
 * The library's provider, changed to what an issuer whose tokens can be revoked needs: token ids that sort by time, log positions in
 * grants and sessions, atomic redemption, successors of refresh tokens that are derived from their predecessors, hashed client
 * secrets, and answers that leave only after the inventory was written.
 */
export class IssuerProvider extends LibraryProvider {
  constructor(
    readonly org: OrgIssuer,
    configuration: Configuration,
  ) {
    super(org.issuer, configuration);
    orgs.set(this, org);
    this.registerGrantType('password', (ctx) => passwordGrant(org, ctx), PASSWORD_PARAMETERS);
    // Trust `X-Forwarded-Host` and `-Proto`: the mount sets both from the public URL, whatever the caller sent.
    this.proxy = true;
  }

  /** Wraps the handler of every grant type in {@link issue}. The library registers its own grant types through this, too. */
  override registerGrantType<Params extends object = UnknownObject>(
    name: string,
    mint: (ctx: TokenEndpointGrantContext<Params>) => CanBePromise<void>,
    params?: ParameterNames,
    duplicates?: ParameterNames,
  ): void {
    super.registerGrantType<Params>(
      name,
      (ctx) => issue(orgOf(this), name, ctx, () => mint(ctx)),
      params,
      duplicates,
    );
  }

  /** Leaves out where the request was mounted, so that links don't depend on it. */
  override pathFor(name: string, options: { mountPath?: string } = {}): string {
    return super.pathFor(name, without(options, 'mountPath'));
  }

  override get AccessToken(): Models['AccessToken'] {
    return once(
      this,
      'AccessToken',
      () =>
        class AccessToken extends super.AccessToken {
          override generateTokenId(): string {
            // Sets the token's format.
            super.generateTokenId();
            return uuidv7();
          }
        },
    );
  }

  override get ClientCredentials(): Models['ClientCredentials'] {
    return once(
      this,
      'ClientCredentials',
      () =>
        class ClientCredentials extends super.ClientCredentials {
          override generateTokenId(): string {
            // Sets the token's format.
            super.generateTokenId();
            return uuidv7();
          }
        },
    );
  }

  override get AuthorizationCode(): Models['AuthorizationCode'] {
    return once(this, 'AuthorizationCode', () => {
      const provider = this as IssuerProvider;
      return class AuthorizationCode extends super.AuthorizationCode {
        override async consume(): Promise<void> {
          await redeem(provider, presentedCode(this), this.grantId);
          this.emit('consumed');
        }
      };
    });
  }

  override get RefreshToken(): Models['RefreshToken'] {
    return once(this, 'RefreshToken', () => {
      const provider = this as IssuerProvider;
      return class RefreshToken extends super.RefreshToken {
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
          await redeem(provider, presentedRefreshToken(this), this.grantId);
          this.emit('consumed');
        }
      };
    });
  }

  override get Grant(): Models['Grant'] {
    return once(
      this,
      'Grant',
      () =>
        class Grant extends super.Grant {
          static override get IN_PAYLOAD(): string[] {
            return [...super.IN_PAYLOAD, 'rpos', 'begunAtMs'];
          }
        },
    );
  }

  override get Session(): Models['Session'] {
    return once(
      this,
      'Session',
      () =>
        class Session extends super.Session {
          static override get IN_PAYLOAD(): string[] {
            return [...super.IN_PAYLOAD, 'rpos'];
          }

          override loginAccount(details: LoginDetails): void {
            super.loginAccount(details);
            const rpos = Provider.ctx?.oidc.entities.Interaction?.result?.login?.['rpos'];
            if (typeof rpos === 'string') this.rpos = rpos;
          }
        },
    );
  }

  override get Client(): Models['Client'] {
    return once(this, 'Client', () => {
      const provider = this as IssuerProvider;
      // Changed in place, since its private static members keep it from being extended. The library makes the class anew for each provider.
      const Client = super.Client;
      Client.prototype.compareClientSecret = async function (secret: string): Promise<boolean> {
        try {
          return await orgOf(provider).ports.clients.verifySecret(this.clientId, secret);
        } catch (error) {
          // The library answers any other error with 500.
          throw asOAuthError(error);
        }
      };
      leaveGrantTypesToThePolicy(Client);
      return Client;
    });
  }
}

/**
 * Keeps the library from refusing a grant type that an app isn't registered for. The policy, which is asked later, refuses it with
 * the right error and reports the denial.
 */
function leaveGrantTypesToThePolicy({ prototype }: Models['Client']): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- Both are called with the client as `this`.
  const { grantTypeAllowed, responseTypeAllowed } = prototype;
  prototype.grantTypeAllowed = function (type: string): boolean {
    return Provider.ctx?.oidc.route === 'token' || grantTypeAllowed.call(this, type);
  };
  prototype.responseTypeAllowed = function (type: ResponseType): boolean {
    const usesCodes = grantTypeAllowed.call(this, 'authorization_code');
    return !usesCodes || responseTypeAllowed.call(this, type);
  };
}

function orgOf(provider: object): OrgIssuer {
  const org = orgs.get(provider);
  if (org === undefined) throw new Error('The provider is not constructed yet.');
  return org;
}

/** A model's class is made once for each provider, when it is first asked for. */
function once<K extends keyof Models>(provider: object, name: K, make: () => Models[K]): Models[K] {
  const known = models.get(provider) ?? {};
  models.set(provider, known);
  const model = known[name] ?? make();
  known[name] = model;
  return model;
}

async function redeem(
  provider: IssuerProvider,
  presented: Presented,
  grantId: string | undefined,
): Promise<void> {
  const grant = await provider.Grant.find(grantId ?? '');
  if (grant === undefined) throw invalidGrant('The grant is not known.');
  await redeemOnce(orgOf(provider), presented, grant, issuanceOf(Provider.ctx));
}
