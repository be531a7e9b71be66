import { decodeDecision, type SignatureVerdict } from '#contracts';
import { applyDecision, emptyOrg, fold, type OrgState, foldEntry, prune } from '#domain';
import { DECISIONS_TOPIC, type EventLog, type LogBatch, type LogRecord } from '#event-log';
import type { Logger } from '../logging/logger.js';
import { AwaitedOutcomes } from './awaited-outcomes.js';

/** One decision as it was folded, for those who pass it on. */
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
  readonly logger: Logger;
}

const NOWHERE = -1;

/** The organisations, and how one record after the other becomes part of them. What isn't genuine never does. */
export class DecisionFold {
  readonly orgs = new Map<string, OrgState>();
  readonly outcomes = new AwaitedOutcomes();
  readonly listeners = new Set<(folded: FoldedDecision) => void>();
  /** Why the fold can't be relied on any more; `null` while it can. */
  failure: string | null = null;
  /** Records that were not folded because their signature or form was wrong. */
  refusedRecords = 0;

  constructor(private readonly options: DecisionFoldOptions) {}

  /** Which records of a batch are signed by us. */
  async genuine({ records }: LogBatch): Promise<readonly boolean[]> {
    return Promise.all(
      records.map(async (record) => {
        const verdict = await this.options.verify(record);
        if (verdict !== 'valid') this.refuse(record, verdict);
        return verdict === 'valid';
      }),
    );
  }

  /** Folds a genuine record. Never throws because of what it holds. */
  take(record: LogRecord): void {
    const decoded = decodeDecision(record);
    if (decoded.kind === 'invalid') {
      // Only we sign. What we signed and can't read comes from a later version, and may revoke something.
      this.refuse(record, decoded.reason);
      this.failure = 'A decision that is signed cannot be read by this version.';
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
      // Nothing that concerns security is skipped: what is understood holds, and this process says that it is too old.
      this.refuse(record, decoded.kind);
      this.failure = 'A decision has an effect that this version does not know.';
    }
    this.tell({ orgId, record, previousOffset });
  }

  /** Drops what has expired in log time. Walks all entries, one organisation at a time. */
  async prune(notAfterMs: number): Promise<void> {
    for (const org of this.orgs.values()) {
      prune(org.revocations, notAfterMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private tell(folded: FoldedDecision): void {
    for (const listener of this.listeners) {
      try {
        listener(folded);
      } catch (error) {
        this.options.logger.error(
          { err: error, offset: folded.record.offset },
          'a listener of the decision log failed',
        );
      }
    }
  }

  private refuse({ partition, offset }: LogRecord, why: string): void {
    this.refusedRecords += 1;
    this.options.logger.error({ partition, offset, why }, 'a record of the decision log was refused');
  }
}
