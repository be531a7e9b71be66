/** The name of the topic with every decision. */
export const DECISIONS_TOPIC = 'rescind.decisions.v1';

/** One record, as far as it is looked at. */
export interface ReadableRecord {
  readonly generation: string;
  readonly offset: number;
  readonly appendedAtMs: number;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The part of an event log's port that is needed to read one organisation's decisions; both adapters have it.
 *
 * @example
 * ```ts
 * import { logSource, type ReadableLog } from '@rescind/validator';
 *
 * export const follow = (log: ReadableLog, jwks: { keys: unknown[] }) =>
 *   logSource({ log, orgId: 'acme', verificationKeys: jwks });
 * ```
 */
export interface ReadableLog {
  partitionOf(topic: typeof DECISIONS_TOPIC, key: string): number;
  bounds(
    topic: typeof DECISIONS_TOPIC,
    partition: number,
  ): Promise<{ readonly generation: string; readonly first: number; readonly end: number }>;
  consume(options: {
    readonly topic: typeof DECISIONS_TOPIC;
    readonly from: ReadonlyMap<number, { readonly generation: string | null; readonly offset: number }>;
    readonly onBatch: (batch: {
      readonly generation: string;
      readonly records: readonly ReadableRecord[];
    }) => Promise<void> | void;
    readonly onGap: (gap: { readonly kind: LogGapKind }) => void;
  }): Promise<{ close(): Promise<void> }>;
}

/** What a reader of the log may have missed. */
export type LogGapKind = 'generation-changed' | 'records-expired' | 'offset-regressed' | 'offset-skipped';
