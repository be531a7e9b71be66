import { decodeDecision, type SignatureVerdict } from '#contracts';
import { applyDecision, emptyOrg, fold, type OrgState, foldEntry, prune } from '#domain';
import { DECISIONS_TOPIC, type EventLog, type LogBatch, type LogRecord } from '#event-log';
import { AwaitedOutcomes } from './awaited-outcomes.js';
import type { DecisionLogger } from './decision-log.options.js';

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
  /** Checks a record's signature. */
  readonly verify: (record: LogRecord) => Promise<SignatureVerdict>;
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

  /** Which records of a batch the platform signed. The others are counted and logged, and must not be folded. */
  async genuine({ records }: LogBatch): Promise<readonly boolean[]> {
    return Promise.all(
      records.map(async (record) => {
        const verdict = await this.options.verify(record);
        if (verdict !== 'valid') this.refuse(record, verdict);
        return verdict === 'valid';
      }),
    );
  }

  /** Folds a record whose signature was checked. Never throws because of what the record holds. */
  apply(record: LogRecord): void {
    const decoded = decodeDecision(record);
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
