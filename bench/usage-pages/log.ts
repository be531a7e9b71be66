import { encodeDecision, encodeUsage } from '#contracts';
import { type Decision, effectsOf, keepUntilOf, type UsageFact } from '#domain';
import { DECISIONS_TOPIC, type LogBatch, type LogRecord, type TopicName, USAGE_TOPIC } from '#event-log';

/** The one organisation. */
export const ORG = 'acme';
export const ISSUER = 'https://id.bench/o/acme';
/** Identity of both topics. */
const GENERATION = 'bench-generation';
/** Partitions of the usage topic. */
const PARTITIONS = 6;

const HOUR_MS = 3_600_000;
/** How long tokens live. */
export const LIFETIME_MS = { access: HOUR_MS, refresh: 720 * HOUR_MS, session: 720 * HOUR_MS } as const;

/** A fact with what its envelope says. */
export interface Said<F> {
  readonly id: string;
  readonly atMs: number;
  readonly fact: F;
}

/** A log that begins with the bench and is kept nowhere: it gives each fact its place, and makes records as they stand in a log. */
export class BenchLog {
  readonly #usageEnds = new Array<number>(PARTITIONS).fill(0);
  #decisionsEnd = 0;

  /** Place of the last decision, as tokens carry it in `rpos`. */
  get rpos(): string {
    return `${GENERATION}:${String(Math.max(0, this.#decisionsEnd - 1))}`;
  }

  partitions(topic: TopicName): number {
    return topic === USAGE_TOPIC ? PARTITIONS : 1;
  }

  bounds(topic: TopicName, partition: number): Promise<{ generation: string; first: number; end: number }> {
    const end = topic === USAGE_TOPIC ? this.#usageEnds[partition] : this.#decisionsEnd;
    return Promise.resolve({ generation: GENERATION, first: 0, end: end ?? 0 });
  }

  /** One batch of decisions; none for no decision. */
  decisions(said: readonly Said<Decision>[]): readonly LogBatch[] {
    const records = said.map(({ id, atMs, fact }) => {
      const time = iso(atMs);
      const encoded = encodeDecision({
        id,
        orgId: ORG,
        actor: { kind: 'system', id: 'bench' },
        time,
        fact,
        effects: effectsOf(fact, time),
        keepUntil: keepUntilOf(fact, time, LIFETIME_MS),
        basedOn: null,
        requestDigest: null,
      });
      const offset = this.#decisionsEnd++;
      return record(DECISIONS_TOPIC, 0, offset, atMs, encoded);
    });
    return batchOf(DECISIONS_TOPIC, 0, records);
  }

  /** One batch per partition; what concerns one app and user is in one partition. */
  usage(said: readonly Said<UsageFact>[]): readonly LogBatch[] {
    const records = Array.from({ length: PARTITIONS }, (): LogRecord[] => []);
    for (const { id, atMs, fact } of said) {
      const encoded = encodeUsage({ id, orgId: ORG, time: iso(atMs), fact });
      const partition = partitionOf(encoded.key);
      const offset = this.#usageEnds[partition] ?? 0;
      this.#usageEnds[partition] = offset + 1;
      records[partition]?.push(record(USAGE_TOPIC, partition, offset, atMs, encoded));
    }
    return records.flatMap((run, partition) => batchOf(USAGE_TOPIC, partition, run));
  }
}

/** ISO 8601 of epoch ms. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function record(
  topic: TopicName,
  partition: number,
  offset: number,
  appendedAtMs: number,
  { key, value }: { readonly key: string; readonly value: string },
): LogRecord {
  return { topic, partition, generation: GENERATION, offset, appendedAtMs, key, value, headers: {} };
}

function batchOf(topic: TopicName, partition: number, records: readonly LogRecord[]): readonly LogBatch[] {
  return records.length === 0 ? [] : [{ topic, partition, generation: GENERATION, records }];
}

function partitionOf(key: string): number {
  let value = 0;
  for (let at = 0; at < key.length; at += 1) value = (Math.imul(value, 31) + key.charCodeAt(at)) >>> 0;
  return value % PARTITIONS;
}
