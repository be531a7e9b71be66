/**
 * The part of `oidc-provider` 9.13 that the issuer uses. The package has no types of its own; these were written from
 * its source and say only what is relied on.
 */
declare module 'oidc-provider' {
  import type { EventEmitter } from 'node:events';
  import type { KeyObject } from 'node:crypto';
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface OidcCookies {
    get(name: string): string | undefined;
  }

  /** What an OAuth request has been resolved to so far. */
  export interface OidcEntities {
    Client?: OidcClient;
    Grant?: GrantModel & { rpos?: string; begunAtMs?: number };
    Session?: SessionModel;
    Interaction?: InteractionModel;
    AccessToken?: TokenModel;
    ClientCredentials?: TokenModel;
    RefreshToken?: TokenModel & { tokenId?: string; usedAtMs?: number };
    RotatedRefreshToken?: TokenModel & { tokenId?: string };
    AuthorizationCode?: TokenModel;
  }

  export interface OidcState {
    readonly route: string;
    readonly issuer: string;
    readonly provider: Provider;
    readonly client: OidcClient | undefined;
    readonly entities: OidcEntities;
    readonly session: SessionModel;
    readonly result: InteractionResult | undefined;
    readonly redirectUriCheckPerformed?: boolean;
    params: Record<string, unknown>;
  }

  /** A Koa context, as far as the issuer reads and writes it. */
  export interface OidcKoaContext {
    readonly req: IncomingMessage & { originalUrl?: string };
    readonly res: ServerResponse;
    readonly method: string;
    readonly path: string;
    readonly oidc: OidcState;
    readonly query: Record<string, string | string[] | undefined>;
    status: number;
    type: string;
    body: unknown;
    get(header: string): string;
    set(header: string, value: string): void;
    vary(header: string): void;
    accepts(...types: string[]): string | false;
    redirect(url: string): void;
  }

  export type KoaMiddleware = (ctx: OidcKoaContext, next: () => Promise<void>) => Promise<void>;

  export interface InteractionResult {
    login?: { accountId: string; rpos?: string };
    consent?: { grantId?: string };
    error?: string;
    error_description?: string;
  }

  export class BaseModel {
    static readonly IN_PAYLOAD: string[];
    static readonly adapter: OidcAdapter;
    jti: string;
    kind: string;
    iat?: number;
    exp?: number;
    emit(event: string): void;
  }

  export class TokenModel extends BaseModel {
    static find(value: string, options?: { ignoreExpiration?: boolean }): Promise<TokenModel | undefined>;
    clientId: string;
    accountId?: string;
    grantId?: string;
    sessionUid?: string;
    scope?: string;
    readonly format?: string;
    generateTokenId(): string;
    consume(): Promise<void>;
    save(): Promise<string>;
  }

  export class GrantModel extends BaseModel {
    static find(id: string, options?: { ignoreExpiration?: boolean }): Promise<GrantModel | undefined>;
    constructor(payload: { accountId: string; clientId: string });
    accountId: string;
    clientId: string;
    addOIDCScope(scope: string): void;
    addOIDCClaims(claims: readonly string[]): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export interface LoginDetails {
    accountId: string;
    loginTs?: number;
    transient?: boolean;
    amr?: string[];
    acr?: string;
  }

  export class SessionModel extends BaseModel {
    uid: string;
    accountId?: string;
    loginTs?: number;
    grantIdFor(clientId: string): string | undefined;
    loginAccount(details: LoginDetails): void;
  }

  export class InteractionModel extends BaseModel {
    readonly uid: string;
    readonly params: Record<string, unknown>;
    readonly prompt: {
      readonly name: string;
      readonly reasons: readonly string[];
      readonly details: Record<string, unknown>;
    };
    readonly session?: { readonly accountId: string; readonly uid?: string };
    readonly grantId?: string;
    result?: InteractionResult;
    destroy(): Promise<void>;
  }

  export class OidcClient {
    static find(id: string): Promise<OidcClient | undefined>;
    readonly clientId: string;
    readonly clientName?: string;
    readonly clientAuthMethod: string;
    readonly redirectUris: readonly string[];
    readonly grantTypes: readonly string[];
    grantTypeAllowed: (this: OidcClient, type: string) => boolean;
    responseTypeAllowed: (this: OidcClient, type: string) => boolean;
    redirectUriAllowed(uri: string): boolean;
    compareClientSecret(secret: string): boolean | Promise<boolean>;
    /** Extra client metadata keeps its registered name. */
    readonly [extra: string]: unknown;
  }

  export interface OidcAdapter {
    upsert(id: string, payload: Record<string, unknown>, expiresIn?: number): Promise<void>;
    find(id: string): Promise<Record<string, unknown> | undefined>;
    findByUid(uid: string): Promise<Record<string, unknown> | undefined>;
    findByUserCode(userCode: string): Promise<Record<string, unknown> | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export type GrantHandler = (ctx: OidcKoaContext) => Promise<void>;

  export class Provider extends EventEmitter {
    static readonly ctx: OidcKoaContext | undefined;
    constructor(issuer: string, configuration: object);
    readonly issuer: string;
    proxy: boolean;
    get AccessToken(): typeof TokenModel;
    get ClientCredentials(): typeof TokenModel;
    get RefreshToken(): typeof TokenModel;
    get AuthorizationCode(): typeof TokenModel;
    get Grant(): typeof GrantModel;
    get Session(): typeof SessionModel;
    get Client(): typeof OidcClient;
    use(middleware: KoaMiddleware): this;
    pathFor(name: string, options?: { mountPath?: string }): string;
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>;
    registerGrantType(
      name: string,
      handler: GrantHandler,
      params?: Iterable<string>,
      dupes?: Iterable<string>,
    ): void;
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<InteractionModel>;
    interactionResult(
      req: IncomingMessage,
      res: ServerResponse,
      result: InteractionResult,
      options?: { mergeWithLastSubmission?: boolean },
    ): Promise<string>;
  }

  /** A key whose private half is elsewhere. */
  export abstract class ExternalSigningKey {
    kid: string;
    alg: string;
    abstract keyObject(): KeyObject;
    abstract sign(data: Buffer): Promise<Uint8Array>;
  }

  class OidcError extends Error {
    error: string;
    error_description?: string;
    error_detail?: string;
    statusCode: number;
    status: number;
    expose: boolean;
    allow_redirect: boolean;
  }

  export const errors: {
    OIDCProviderError: new (status: number, error: string) => OidcError;
    InvalidGrant: new (detail?: string) => OidcError;
    InvalidClientAuth: new (detail?: string) => OidcError;
    InvalidRequest: new (description: string, status?: number) => OidcError;
    InvalidScope: new (description: string, scope: string) => OidcError;
    InvalidTarget: new (description?: string) => OidcError;
    UnauthorizedClient: new (description?: string) => OidcError;
    AccessDenied: new (description?: string) => OidcError;
    InvalidRedirectUri: new () => OidcError;
    SessionNotFound: new (description?: string) => OidcError;
  };

  export interface PromptChecks {
    add(check: object, index?: number): void;
  }

  export const interactionPolicy: {
    readonly base: () => object[] & { get(name: 'login' | 'consent'): { checks: PromptChecks } };
    Check: {
      new (
        reason: string,
        description: string,
        check: (ctx: OidcKoaContext) => boolean | Promise<boolean>,
      ): object;
      readonly REQUEST_PROMPT: true;
      readonly NO_NEED_TO_PROMPT: false;
    };
  };

  export default Provider;
}
