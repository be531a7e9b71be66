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
 * The closed vocabulary that every edge folds. A decision carries its effects from the day it is written, so a
 * new kind of fact needs no new edge; an effect that an edge doesn't know makes that edge stale.
 *
 * Effects are unconditional: a record with effects takes effect wherever it is read. The ordinal of a
 * `notBefore` is the offset of the record that carries it; no writer can choose it.
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
