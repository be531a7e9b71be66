import type { Effect, WatermarkScope } from '#domain';
import { ContractError } from '../contract.errors.js';
import {
  hasExactly,
  isIdentifier,
  isInstant,
  isIssuerId,
  isJsonObject,
  isListOf,
  isTokenId,
  isTokenKind,
} from '../encoding/fields.js';

/** Most effects in one decision. */
export const MAX_EFFECTS = 10_000;

const MAX_KINDS = 16;
const MAX_LIFTED = 10_000;

/** What a reader makes of the effects of a record. */
export interface EffectsReading {
  /** In the record's order. */
  readonly understood: readonly Effect[];
  /** How many are of a name, a scope, a kind or a form that this code doesn't know. */
  readonly unknown: number;
}

/** Reads effects one by one; total. Whoever folds them must notice that `unknown` isn't 0. */
export function decodeEffects(raw: readonly unknown[]): EffectsReading {
  const understood: Effect[] = [];
  for (const item of raw) {
    const effect = readEffect(item);
    if (effect !== null) understood.push(effect);
  }
  return { understood, unknown: raw.length - understood.length };
}

/**
 * Effects in their canonical order of fields.
 * @throws ContractError `INVALID_FACT`, `TOO_MANY_EFFECTS`
 */
export function encodeEffects(effects: readonly Effect[]): readonly Effect[] {
  if (effects.length > MAX_EFFECTS) {
    throw new ContractError('TOO_MANY_EFFECTS', `A decision carries at most ${String(MAX_EFFECTS)} effects`);
  }
  return effects.map((item, at) => {
    const effect = readEffect(item);
    if (effect === null) throw new ContractError('INVALID_FACT', `effects.${String(at)}: invalid`);
    return effect;
  });
}

// Unlike facts, an effect may hold nothing but its own fields: one that we don't know could narrow or widen what it covers.
function readEffect(raw: unknown): Effect | null {
  if (!isJsonObject(raw)) return null;
  const { effect, iss, jti, kid, app, id, ids, kinds, time } = raw;
  switch (effect) {
    case 'deny':
      return hasExactly(raw, 'effect', 'iss', 'jti') && isIssuerId(iss) && isTokenId(jti)
        ? { effect, iss, jti }
        : null;
    case 'notBefore': {
      const of = readScope(raw['of']);
      return hasExactly(raw, 'effect', 'of', 'kinds', 'time') &&
        of !== null &&
        isListOf(kinds, isTokenKind, 1, MAX_KINDS) &&
        isInstant(time)
        ? { effect, of, kinds, time }
        : null;
    }
    case 'denyKid':
      return hasExactly(raw, 'effect', 'iss', 'kid') && isIssuerId(iss) && isIdentifier(kid)
        ? { effect, iss, kid }
        : null;
    case 'block':
      return hasExactly(raw, 'effect', 'app', 'id') && isIdentifier(app) && isIdentifier(id)
        ? { effect, app, id }
        : null;
    case 'lift':
      return hasExactly(raw, 'effect', 'app', 'ids') &&
        isIdentifier(app) &&
        isListOf(ids, isIdentifier, 1, MAX_LIFTED)
        ? { effect, app, ids }
        : null;
    default:
      return null;
  }
}

function readScope(raw: unknown): WatermarkScope | null {
  if (!isJsonObject(raw)) return null;
  const { scope, iss, app, user, session, grant } = raw;
  switch (scope) {
    case 'org':
      return hasExactly(raw, 'scope') ? { scope } : null;
    case 'issuer':
      return hasExactly(raw, 'scope', 'iss') && isIssuerId(iss) ? { scope, iss } : null;
    case 'app':
      return hasExactly(raw, 'scope', 'app') && isIdentifier(app) ? { scope, app } : null;
    case 'user':
      return hasExactly(raw, 'scope', 'user') && isIdentifier(user) ? { scope, user } : null;
    case 'user-app':
      return hasExactly(raw, 'scope', 'user', 'app') && isIdentifier(user) && isIdentifier(app)
        ? { scope, user, app }
        : null;
    case 'session':
      return hasExactly(raw, 'scope', 'session') && isIdentifier(session) ? { scope, session } : null;
    case 'grant':
      return hasExactly(raw, 'scope', 'grant') && isIdentifier(grant) ? { scope, grant } : null;
    default:
      return null;
  }
}
