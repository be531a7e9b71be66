import { encodeDecision, type SigningKey, signValue } from '#contracts';
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
import { DecisionFold, type FoldedDecision } from './decision-fold.js';
import { DecisionConsumer } from './decision-consumer.js';
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
 * The state of every organisation, folded live from the decision log, and the only way to write a decision. The log is the arbiter:
 * a decision is appended, the log is read up to that record, and the fold says what came of it.
 */
export class DecisionLog {
  private readonly fold: DecisionFold;
  private readonly consumer: DecisionConsumer;
  private signer: SigningKey | null = null;

  constructor(private readonly options: DecisionLogOptions) {
    this.fold = new DecisionFold(options);
    this.consumer = new DecisionConsumer(options, this.fold);
  }

  /** Resolves when everything is folded that is in the log now. Goes on reading until {@link close}. @throws EventLogError */
  async start(): Promise<void> {
    this.signer = await this.options.signer();
    await this.consumer.start();
  }

  /** `null` while everything is well; otherwise what is wrong, for the readiness answer. */
  get trouble(): string | null {
    return this.consumer.trouble;
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

  /** The last position folded in the organisation's partition. Tokens carry it as `rpos`. */
  positionOf(orgId: string): Position | null {
    const { generation, offset } = this.consumer.progressOf(orgId);
    return generation === null ? null : { generation, offset };
  }

  /** Monotonic ms up to which this process knows everything about the organisation; `null` before the first answer. */
  knownAsOf(orgId: string): number | null {
    return this.consumer.progressOf(orgId).knownAsOf;
  }

  /** Calls the listener after each record that was folded, in log order per organisation. Returns a function that ends this. */
  onFolded(listener: (folded: FoldedDecision) => void): () => void {
    this.fold.listeners.add(listener);
    return () => this.fold.listeners.delete(listener);
  }

  /**
   * Waits until everything is folded that is in the organisation's partition now.
   * @throws EventLogError `LOG_UNAVAILABLE`, also where that takes longer than the deadline
   */
  catchUp(orgId: string): Promise<void> {
    return this.consumer.catchUp(orgId);
  }

  /** Drops what has expired in log time. Runs every few minutes on its own. */
  prune(): Promise<void> {
    return this.fold.prune(this.options.now());
  }

  /**
   * Decides, appends the decision, waits until it is folded, and answers with its outcome. Where `decider` refuses, or finds nothing
   * to do, the log is read to its end and `decider` is asked again: another process may have written what this fold hasn't seen.
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
      const earlier = this.earlierAnswer(orgId, id, meta.requestDigest ?? null);
      if (earlier !== null) return earlier;
    }
    const fact = await this.decideUpToDate(orgId, decider);
    if (fact === null) {
      const position = this.positionOf(orgId) ?? { generation: 'none', offset: NOWHERE };
      return { id: null, status: 'nothing-happened', position, fact: null, effects: [], revokes: false };
    }
    await meta.beforeAppend?.();
    return this.append(orgId, id, fact, meta);
  }

  close(): Promise<void> {
    return this.consumer.close();
  }

  private async decideUpToDate(
    orgId: string,
    decider: (org: OrgState) => Decision | null,
  ): Promise<Decision | null> {
    const decide = (): Decision | null => decider(this.org(orgId) ?? emptyOrg(orgId));
    try {
      const fact = decide();
      if (fact !== null) return fact;
    } catch {
      // Refused by an older state, perhaps. Decided again below, from the newest one.
    }
    await this.catchUp(orgId);
    return decide();
  }

  private async append(orgId: string, id: string, fact: Decision, meta: DecisionMeta): Promise<Acceptance> {
    const { log } = this.options;
    const signer = this.signer;
    if (signer === null)
      throw new EventLogError('LOG_UNAVAILABLE', 'The decision log is not started yet.', true);
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

  /** The outcome of the record in the fold. `null`: not folded in time, which is enough for a fact with effects: they hold once they are in the log. */
  private async outcomeOf(id: string, appended: Appended, unconditional: boolean): Promise<Outcome | null> {
    const progress = this.consumer.partition(appended.partition);
    const seen = await progress.reached(appended.offset, this.options.foldDeadlineMs ?? FOLD_DEADLINE_MS);
    if (seen && progress.generation === appended.generation) {
      const outcome = this.fold.outcomes.of(id, appended.offset);
      if (outcome !== undefined) return outcome;
      // Every reader refuses the record, so it revokes nothing.
      throw new Error(
        'This process refused its own decision when it read it back: it has no effect. Check the platform keys and the clocks of the deployment.',
      );
    }
    if (unconditional && !seen) return null;
    throw new OutcomeUnknownError(
      'The decision was written, but it could not be read back in time: it may or may not take effect.',
    );
  }

  /** The log already held a fact with this id: the request was repeated, or another request has the same key. */
  private answerDuplicate(
    orgId: string,
    id: string,
    { of, first }: Extract<Outcome, { outcome: 'duplicate' }>,
    own: Position,
    meta: DecisionMeta,
  ): Acceptance {
    const earlier = this.earlierAnswer(orgId, id, meta.requestDigest ?? null);
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

  private earlierAnswer(orgId: string, id: string, digest: string | null): Acceptance | null {
    const known = this.org(orgId)?.facts.get(id);
    const generation = this.consumer.progressOf(orgId).generation;
    if (known === undefined || generation === null) return null;
    if (known.requestDigest !== digest) throw new IdempotencyKeyReusedError();
    if (known.outcome.outcome === 'rejected') throw new DomainError(known.outcome.code);
    const position = { generation, offset: known.offset };
    return { id, status: 'accepted', position, fact: null, effects: [], revokes: alwaysRevokes(known.type) };
  }
}
