import type { TokenKind } from '../../values/token-kind.js';

/**
 * What a watermark is about. `app` is a `client_id`, `user` a pseudonymous `sub`, `session` a `sid`,
 * `grant` a `grant_id`.
 */
export type WatermarkScope =
  | { readonly scope: 'org' }
  | { readonly scope: 'issuer'; readonly iss: string }
  | { readonly scope: 'app'; readonly app: string }
  | { readonly scope: 'user'; readonly user: string }
  | { readonly scope: 'user-app'; readonly user: string; readonly app: string }
  | { readonly scope: 'session'; readonly session: string }
  | { readonly scope: 'grant'; readonly grant: string };

/**
 * What edges fold, a closed vocabulary. A decision carries its effects in the log, so a new kind of decision needs no new version of
 * the edges. An edge that reads an effect which it doesn't know counts itself as stale.
 *
 * Effects are unconditional: those of every record hold. The ordinal of a `notBefore` is the offset of the record that carries it, so
 * no writer can choose it.
 */
export type Effect =
  | { readonly effect: 'deny'; readonly iss: string; readonly jti: string }
  | {
      readonly effect: 'notBefore';
      readonly of: WatermarkScope;
      readonly kinds: readonly TokenKind[];
      /** ISO 8601, when the writer decided; compared with `iat` where a token has no comparable `rpos`. */
      readonly time: string;
    }
  | { readonly effect: 'denyKid'; readonly iss: string; readonly kid: string }
  | { readonly effect: 'block'; readonly app: string; readonly id: string }
  | { readonly effect: 'lift'; readonly app: string; readonly ids: readonly string[] };

/** The discriminant values of {@link Effect}, for decoders that must notice an unknown one. */
export const EFFECT_NAMES = ['deny', 'notBefore', 'denyKid', 'block', 'lift'] as const;
