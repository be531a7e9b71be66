/**
 * What `@types/oidc-provider` 9.12 lacks of oidc-provider 9.13, and what our own models ({@link IssuerProvider}) add to the library's.
 * Every entry was read in the library's source. Where the types are wrong instead, a comment at the place of use says so.
 */
import 'oidc-provider';

declare module 'oidc-provider' {
  interface Grant {
    /** Ours: what had been folded when the grant was given. */
    rpos?: string;
    /** Ours: when the grant was given, epoch ms. */
    begunAtMs?: number;
  }

  interface Session {
    /** Ours: what had been folded when the password was checked. */
    rpos?: string;
  }

  interface RefreshToken {
    /** Ours: its id for people and facts, which says nothing about its text. */
    tokenId?: string;
    /** Ours: when it was last used or, without a use, issued; epoch ms. */
    usedAtMs?: number;
    /** `lib/models/base_token.js` */
    readonly clientId: string;
    /** `lib/models/base_model.js` */
    generateTokenId(): string;
  }

  interface AuthorizationCode {
    readonly clientId: string;
  }

  interface AccessToken {
    readonly clientId: string;
    generateTokenId(): string;
  }

  interface ClientCredentials {
    readonly clientId: string;
    generateTokenId(): string;
  }
}
