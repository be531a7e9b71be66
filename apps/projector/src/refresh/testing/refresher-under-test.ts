import type { Decision, RecordedDecision, RecordedUsage, TokenIssued } from '#domain';
import { ORG_ID, recorded, recordedUsage, timeAt, tokenIssued } from '#domain/testing';
import { DECISIONS_TOPIC, type EventLog, type TopicName, USAGE_TOPIC } from '#event-log';
import { until } from '#event-log/testing';
import {
  getApp,
  getAppUser,
  getRefresh,
  projectBatch,
  PROJECTOR,
  READ_MODEL_COLLECTIONS,
  type ReadModelStore,
} from '#read-models';
import type { ReadModelsUnderTest } from '#read-models/testing';
import { PROJECTIONS } from '../../projections/read-models.projection.js';
import type { RecordedFact } from '../../records/recorded-fact.js';
import { type Refresher, type RefresherOptions, startRefresher } from '../refresher.js';

export const NOW = Date.now();
/** So many minutes from now. */
export const at = (minutes: number): string => timeAt(NOW + minutes * 60_000);

/** A log whose usage, one partition, is as long as it is told to be, and whose decisions nobody waits for. */
class UsageLog implements Pick<EventLog, 'partitions' | 'bounds'> {
  end = 0;
  partitions(): number {
    return 1;
  }
  bounds(topic: TopicName) {
    return Promise.resolve({ generation: 'u1', first: 0, end: topic === USAGE_TOPIC ? this.end : 0 });
  }
}

/** A fact as the projections take it. */
export function factOf(topic: TopicName, each: RecordedDecision | RecordedUsage): RecordedFact {
  return { type: each.fact.type, topic, partition: 0, ...each.position, recorded: each };
}

/** As many users of an app, with a token each. */
export function crowd(count: number, clientId: string): readonly Partial<TokenIssued['data']>[] {
  return Array.from({ length: count }, (_, n) => ({
    clientId,
    userId: `user-${String(n)}`,
    tokenId: `${clientId}-${String(n)}`,
  }));
}

/** Read models that are filled by the test itself, and refreshers on them. */
export class RefresherUnderTest {
  private readonly running: Refresher[] = [];
  private offset = 0;

  constructor(
    readonly store: ReadModelStore,
    readonly log = new UsageLog(),
  ) {}

  static async on(storage: ReadModelsUnderTest): Promise<RefresherUnderTest> {
    const store = await storage.connect();
    await store.open(READ_MODEL_COLLECTIONS);
    return new RefresherUnderTest(store);
  }

  async close(): Promise<void> {
    await Promise.all(this.running.splice(0).map((refresher) => refresher.close()));
  }

  refresh(options: Partial<RefresherOptions> = {}): Refresher {
    const { log, store } = this;
    const refresher = startRefresher({ log, store, tickMs: 10, sweepMs: 20, chunk: 3, ...options });
    this.running.push(refresher);
    return refresher;
  }

  async project(facts: readonly RecordedFact[]): Promise<void> {
    await projectBatch(this.store, { projector: PROJECTOR, projections: PROJECTIONS, facts });
  }

  /** Appends usage to the log; nobody has projected it yet. */
  issue(tokens: readonly Partial<TokenIssued['data']>[]): readonly RecordedFact[] {
    return tokens.map((token) => {
      const fact = tokenIssued({ issuedAt: at(-5), expiresAt: at(60), ...token });
      const each = recordedUsage(fact, { offset: this.log.end, appendedAtMs: NOW - 300_000 });
      this.log.end += 1;
      return factOf(USAGE_TOPIC, each);
    });
  }

  async issued(...tokens: readonly Partial<TokenIssued['data']>[]): Promise<void> {
    await this.project(this.issue(tokens));
  }

  /** The next decision, under an id that tells its place. */
  decision(fact: Decision): RecordedDecision {
    this.offset += 1;
    const { offset } = this;
    const appendedAtMs = NOW + offset;
    return recorded(fact, { id: `decision-${String(offset)}`, offset, time: at(0), appendedAtMs });
  }

  async decide(fact: Decision): Promise<string> {
    const decision = this.decision(fact);
    await this.project([factOf(DECISIONS_TOPIC, decision)]);
    return decision.id;
  }

  async job(id: string) {
    return getRefresh(this.store, ORG_ID, id);
  }

  finished(id: string): Promise<void> {
    return until(async () => (await this.job(id))?.doc.finished === true, { deadlineMs: 20_000 });
  }

  async app(clientId = 'app-1') {
    return (await getApp(this.store, ORG_ID, clientId))?.doc;
  }

  async user(userId: string, clientId = 'app-1') {
    return (await getAppUser(this.store, ORG_ID, clientId, userId))?.doc;
  }
}
