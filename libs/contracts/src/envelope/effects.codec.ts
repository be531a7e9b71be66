import type { Effect } from '#domain';
import { z } from 'zod';
import { ContractError } from '../contract.errors.js';
import {
  describeIssue,
  identifier,
  instant,
  issuerId,
  tokenId,
  tokenKind,
} from '../encoding/fields.schema.js';

/** Most effects in one decision. */
export const MAX_EFFECTS = 10_000;

// Strict objects, unlike facts: a field that we don't know could narrow or widen what an effect covers.
const watermarkScope = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('org') }),
  z.strictObject({ scope: z.literal('issuer'), iss: issuerId }),
  z.strictObject({ scope: z.literal('app'), app: identifier }),
  z.strictObject({ scope: z.literal('user'), user: identifier }),
  z.strictObject({ scope: z.literal('user-app'), user: identifier, app: identifier }),
  z.strictObject({ scope: z.literal('session'), session: identifier }),
  z.strictObject({ scope: z.literal('grant'), grant: identifier }),
]);

const effect: z.ZodType<Effect> = z.discriminatedUnion('effect', [
  z.strictObject({ effect: z.literal('deny'), iss: issuerId, jti: tokenId }),
  z.strictObject({
    effect: z.literal('notBefore'),
    of: watermarkScope,
    kinds: z.array(tokenKind).min(1).max(16),
    time: instant,
  }),
  z.strictObject({ effect: z.literal('denyKid'), iss: issuerId, kid: identifier }),
  z.strictObject({ effect: z.literal('block'), app: identifier, id: identifier }),
  z.strictObject({ effect: z.literal('lift'), app: identifier, ids: z.array(identifier).min(1).max(10_000) }),
]);

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
    const parsed = effect.safeParse(item);
    if (parsed.success) understood.push(parsed.data);
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
  return effects.map((item) => {
    const parsed = effect.safeParse(item);
    if (!parsed.success) throw new ContractError('INVALID_FACT', `effects: ${describeIssue(parsed.error)}`);
    return parsed.data;
  });
}
