import {
  isDecided,
  type JudgedClaims,
  type JudgeKeys,
  judgeKeys,
  judgeWithKeys,
  type RefusalReason,
} from '#domain';
import { type KeyHashes, keyHashes } from '../knowledge/key-filter.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { RefusedTokenError } from '../refusal/refusal.errors.js';
import type { ReadClaims, VerifiedToken } from '../token/claims.js';
import type { UsageCounter, UsageMeter } from '../usage/usage-meter.js';
import type { AcceptedIssuer } from './accepted-issuer.js';

/** A token whose authenticity is settled; only the verdict is left. */
export interface JudgeableToken {
  readonly token: VerifiedToken;
  readonly issuer: AcceptedIssuer;
  readonly judged: JudgedClaims;
  readonly judgeKeys: JudgeKeys;
  readonly keyHashes: KeyHashes;
  /** Counts its uses; set with the first one. */
  counter: UsageCounter | null;
}

/** Prepares a token's claims for being judged again and again. */
export function judgeable({ token, judged }: ReadClaims, issuer: AcceptedIssuer): JudgeableToken {
  const keys = judgeKeys(judged);
  return { token, issuer, judged, judgeKeys: keys, keyHashes: keyHashes(keys), counter: null };
}

/** Makes the verdict, on every call anew, and counts what came of it. */
export class TokenJudge {
  /** @param meter `null` where usage is not counted */
  constructor(
    private readonly knowledge: Knowledge,
    private readonly meter: UsageMeter | null,
  ) {}

  /**
   * Lets an active token pass.
   *
   * @param nowMs epoch ms
   * @throws RefusedTokenError `NOT_READY` | `TOKEN_REFUSED`
   */
  judge(seen: JudgeableToken, nowMs: number): void {
    const state = this.knowledge.stateFor(seen.keyHashes);
    if (state === null) throw new RefusedTokenError('NOT_READY');
    const verdict = judgeWithKeys(state, seen.judged, seen.judgeKeys, seen.issuer.trust, nowMs);
    if (verdict.active) return;
    this.#countRefusal(seen, verdict.reason, nowMs);
    throw new RefusedTokenError('TOKEN_REFUSED', { reason: verdict.reason });
  }

  /** Counts an accepted call. */
  countUse(seen: JudgeableToken, nowMs: number): void {
    if (this.meter === null) return;
    const { clientId, sub } = seen.token;
    if (clientId === undefined) return;
    seen.counter ??= this.meter.counterOf(clientId, sub ?? clientId);
    this.meter.count(seen.counter, nowMs);
  }

  #countRefusal(seen: JudgeableToken, reason: RefusalReason, nowMs: number): void {
    const { clientId, sub } = seen.token;
    if (this.meter === null || clientId === undefined || !isDecided(reason)) return;
    const denial = reason === 'app-blocked' ? 'blocked' : 'revoked-token-presented';
    this.meter.count(this.meter.counterOf(clientId, sub, denial), nowMs);
  }
}
