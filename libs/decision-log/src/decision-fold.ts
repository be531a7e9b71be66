import { applyDecision, emptyOrg, fold, type OrgState, foldEntry, prune } from '#domain';
import { DECISIONS_TOPIC, type EventLog, type LogBatch, type LogRecord } from '#event-log';
import { AwaitedOutcomes } from './awaited-outcomes.js';
import type { DecisionLogger } from './decision-log.options.js';
import { readDecision, type ReadDecision, type VerifyRecord } from './read-decision.js';

/** A decision that was folded, with its record as it stands in the log. */
export interface FoldedDecision {
  readonly orgId: string;
  readonly record: LogRecord;
  /** Offset of the organisation's previous decision; -1 for its first. */
  readonly previousOffset: number;
}

/** What a {@link DecisionFold} needs. */
export interface DecisionFoldOptions {
  readonly log: Pick<EventLog, 'partitionOf'>;
  readonly verify: VerifyRecord;
  readonly logger: DecisionLogger;
}

const NOWHERE = -1;

/** The states of the organisations. {@link apply} folds one record after the other into them. */
export class DecisionFold {
  readonly orgs = new Map<string, OrgState>();
  readonly outcomes = new AwaitedOutcomes();
  readonly listeners = new Set<(folded: FoldedDecision) => void>();
  /** Why the fold can't be relied on any more; `null` while it can. */
  failure: string | null = null;
  /** Records that were not folded because their signature or form was wrong. */
  refusedRecords = 0;

  constructor(private readonly options: DecisionFoldOptions) {}

  /** Reads the records of a batch, in their order: signatures are checked several at a time. */
  async read({ records }: LogBatch): Promise<readonly ReadDecision[]> {
    return Promise.all(records.map((record) => readDecision(record, this.options.verify)));
  }

  /** Folds a record as it was read. Never throws because of what the record holds. */
  apply(record: LogRecord, decoded: ReadDecision): void {
    if (decoded.kind === 'not-genuine') {
      this.refuse(record, decoded.verdict);
      return;
    }
    if (decoded.kind === 'invalid') {
      // Signed by us and not readable: a newer version wrote it, and it may revoke something.
      this.refuse(record, decoded.reason);
      this.failure =
        'The decision log holds a signed decision that this version cannot read. Its effect is missing here: upgrade this process.';
      return;
    }
    const orgId = decoded.kind === 'decision' ? decoded.decision.orgId : decoded.orgId;
    if (this.options.log.partitionOf(DECISIONS_TOPIC, orgId) !== record.partition) {
      this.refuse(record, 'copied from another partition');
      return;
    }
    const org = this.orgs.get(orgId) ?? emptyOrg(orgId);
    this.orgs.set(orgId, org);
    const previousOffset = org.position?.offset ?? NOWHERE;
    if (decoded.kind === 'decision') {
      const outcome = applyDecision(org, decoded.decision);
      this.outcomes.note(decoded.decision.id, record.offset, outcome);
    } else {
      const effects = decoded.kind === 'unknown-effect' ? decoded.understood : decoded.effects;
      fold(org.revocations, foldEntry(decoded, effects));
      org.position = decoded.position;
    }
    if (decoded.kind === 'unknown-effect') {
      // The known effects hold. Because of the unknown one, this process must not count as up to date.
      this.refuse(record, decoded.kind);
      this.failure =
        'A decision has an effect that this version does not know. That effect is missing here: upgrade this process.';
    }
    this.notify({ orgId, record, previousOffset });
  }

  /** Drops what has expired in log time. Walks all entries, one organisation at a time. */
  async prune(notAfterMs: number): Promise<void> {
    for (const org of this.orgs.values()) {
      prune(org.revocations, notAfterMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private notify(folded: FoldedDecision): void {
    for (const listener of this.listeners) {
      try {
        listener(folded);
      } catch (error) {
        this.options.logger.error(
          { err: error, offset: folded.record.offset },
          'a listener of the decision log threw; the other listeners were called',
        );
      }
    }
  }

  private refuse({ partition, offset }: LogRecord, why: string): void {
    this.refusedRecords += 1;
    this.options.logger.error(
      { partition, offset, why },
      'refused a record of the decision log: it is not folded',
    );
  }
}
