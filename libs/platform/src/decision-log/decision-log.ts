import { encodeDecision, signValue } from '#contracts';
import {
  alwaysRevokes,
  type Decision,
  DEFAULT_MAX_LIFETIME_MS,
  DomainError,
  effectsOf,
  emptyOrg,
  keepUntilOf,
  type OrgState,
  type Outcome,
  type Position,
} from '#domain';
import { type Appended, DECISIONS_TOPIC, EventLogError } from '#event-log';
import type { PlatformSigner } from '../keys/platform-keys.js';
import { DecisionFold, type FoldedDecision } from './decision-fold.js';
import { DecisionFollower } from './decision-follower.js';
import { IdempotencyKeyReusedError, OutcomeUnknownError } from './decision-log.errors.js';
import {
  type Acceptance,
  type DecisionLogOptions,
  type DecisionMeta,
  FOLD_DEADLINE_MS,
} from './decision-log.options.js';

export type { FoldedDecision } from './decision-fold.js';
export type * from './decision-log.options.js';

const NOWHERE = -1;

/**
 * The organisations, folded live from the decision log, and the only door through which decisions are written: append,
 * read up to the own record, answer from the fold (the log is the arbiter).
 */
export class DecisionLog {
  private readonly fold: DecisionFold;
  private readonly follower: DecisionFollower;
  private signer: PlatformSigner | null = null;

  constructor(private readonly options: DecisionLogOptions) {
    this.fold = new DecisionFold(options);
    this.follower = new DecisionFollower(options, this.fold);
  }

  /** Folds everything that is in the log now, then follows it. */
  async start(): Promise<void> {
    this.signer = await this.options.signer();
    await this.follower.start();
  }

  /** `null` while everything is well; otherwise what is wrong, for the readiness answer. */
  get trouble(): string | null {
    return this.follower.trouble;
  }

  /** Records that were not folded because their signature or form was wrong. */
  get refusedRecords(): number {
    return this.fold.refusedRecords;
  }

  /** The organisation's fold, live; `undefined` if nothing was ever decided about it. */
  org(orgId: string): OrgState | undefined {
    return this.fold.orgs.get(orgId);
  }

  /** Ids of all organisations. */
  orgIds(): readonly string[] {
    return [...this.fold.orgs.keys()];
  }

  /** The last position folded of the organisation's partition: what `rpos` is made from. */
  positionOf(orgId: string): Position | null {
    const { generation, offset } = this.follower.progressOf(orgId);
    return generation === null ? null : { generation, offset };
  }

  /** Monotonic ms up to which this process knows everything about the organisation; `null` before the first answer. */
  knownAsOf(orgId: string): number | null {
    return this.follower.progressOf(orgId).knownAsOf;
  }

  /** Calls the listener after each fold, in log order per organisation. Returns the way to stop it. */
  onFolded(listener: (folded: FoldedDecision) => void): () => void {
    this.fold.listeners.add(listener);
    return () => this.fold.listeners.delete(listener);
  }

  /**
   * Waits until everything is folded that is in the organisation's partition now.
   * @throws EventLogError `LOG_UNAVAILABLE` also where that takes too long
   */
  catchUp(orgId: string): Promise<void> {
    return this.follower.catchUp(orgId);
  }

  /** Drops what has expired in log time; runs by itself every few minutes. */
  prune(): Promise<void> {
    return this.fold.prune(this.options.now());
  }

  /**
   * Decides, appends, waits for the own record in the fold and answers from it. That `decider` refuses, or finds nothing to do,
   * is checked once more at the log's end, because another process may have written what this fold hasn't seen.
   * @throws DomainError, EventLogError, {@link OutcomeUnknownError}, {@link IdempotencyKeyReusedError}
   */
  async decide(
    orgId: string,
    decider: (org: OrgState) => Decision | null,
    meta: DecisionMeta,
  ): Promise<Acceptance> {
    const id = meta.factId ?? this.options.newId();
    if (meta.factId !== undefined) {
      await this.catchUp(orgId);
      const earlier = this.earlier(orgId, id, meta.requestDigest ?? null);
      if (earlier !== null) return earlier;
    }
    const fact = await this.decideFresh(orgId, decider);
    if (fact === null) {
      const position = this.positionOf(orgId) ?? { generation: 'none', offset: NOWHERE };
      return { id: null, status: 'nothing-happened', position, fact: null, effects: [], revokes: false };
    }
    await meta.beforeAppend?.();
    return this.append(orgId, id, fact, meta);
  }

  close(): Promise<void> {
    return this.follower.close();
  }

  private async decideFresh(
    orgId: string,
    decider: (org: OrgState) => Decision | null,
  ): Promise<Decision | null> {
    const decide = (): Decision | null => decider(this.org(orgId) ?? emptyOrg(orgId));
    try {
      const fact = decide();
      if (fact !== null) return fact;
    } catch {
      // Refused by what is known so far; decided again below.
    }
    await this.catchUp(orgId);
    return decide();
  }

  private async append(orgId: string, id: string, fact: Decision, meta: DecisionMeta): Promise<Acceptance> {
    const { log } = this.options;
    const signer = this.signer;
    if (signer === null) throw new EventLogError('LOG_UNAVAILABLE', 'The decision log is not started.', true);
    const time = new Date(this.options.now()).toISOString();
    const effects = effectsOf(fact, time);
    const encoded = encodeDecision({
      id,
      orgId,
      actor: meta.actor,
      time,
      fact,
      effects,
      keepUntil: keepUntilOf(fact, time, DEFAULT_MAX_LIFETIME_MS),
      basedOn: meta.basedOn ?? null,
      requestDigest: meta.requestDigest ?? null,
      ...(meta.traceparent === undefined ? {} : { traceparent: meta.traceparent }),
    });
    const headers = await signValue(signer.privateKey, signer.kid, encoded.value);
    const release = this.fold.outcomes.expect(id);
    try {
      const appended = await log.append(
        DECISIONS_TOPIC,
        { ...encoded, headers },
        { priority: meta.priority ?? 'high' },
      );
      const position = { generation: appended.generation, offset: appended.offset };
      const outcome = await this.outcomeOf(id, appended, effects.length > 0);
      if (outcome?.outcome === 'rejected') throw new DomainError(outcome.code);
      if (outcome?.outcome === 'duplicate') return this.answerDuplicate(orgId, id, outcome, position, meta);
      return { id, status: 'accepted', position, fact, effects, revokes: effects.length > 0 };
    } finally {
      release();
    }
  }

  /** An effect holds as soon as it is in the log; only a conditional fact has to be seen in the fold. `null`: not seen. */
  private async outcomeOf(id: string, appended: Appended, unconditional: boolean): Promise<Outcome | null> {
    const progress = this.follower.partition(appended.partition);
    const seen = await progress.reached(appended.offset, this.options.foldDeadlineMs ?? FOLD_DEADLINE_MS);
    if (seen && progress.generation === appended.generation) {
      const outcome = this.fold.outcomes.of(id, appended.offset);
      if (outcome !== undefined) return outcome;
      // Who reads the log refuses it, so it revokes nothing: the keys or the clocks of this deployment are wrong.
      throw new Error('A decision was written that this process itself does not accept.');
    }
    if (unconditional && !seen) return null;
    throw new OutcomeUnknownError(
      'The decision was written, but its outcome could not be read back in time.',
    );
  }

  /** The fact was in the log already: a request that was repeated, or another one with the same key, was quicker. */
  private answerDuplicate(
    orgId: string,
    id: string,
    { of, first }: Extract<Outcome, { outcome: 'duplicate' }>,
    own: Position,
    meta: DecisionMeta,
  ): Acceptance {
    const earlier = this.earlier(orgId, id, meta.requestDigest ?? null);
    if (earlier !== null) return earlier;
    if (first?.outcome === 'rejected') throw new DomainError(first.code);
    return {
      id,
      status: 'accepted',
      position: { ...own, offset: of },
      fact: null,
      effects: [],
      revokes: false,
    };
  }

  private earlier(orgId: string, id: string, digest: string | null): Acceptance | null {
    const known = this.org(orgId)?.facts.get(id);
    const generation = this.follower.progressOf(orgId).generation;
    if (known === undefined || generation === null) return null;
    if (known.requestDigest !== digest) throw new IdempotencyKeyReusedError();
    if (known.outcome.outcome === 'rejected') throw new DomainError(known.outcome.code);
    const position = { generation, offset: known.offset };
    return { id, status: 'accepted', position, fact: null, effects: [], revokes: alwaysRevokes(known.type) };
  }
}
