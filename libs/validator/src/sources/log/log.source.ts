import {
  DEFAULT_MAX_LIFETIME_MS,
  emptyRevocationState,
  fold,
  type Position,
  type RevocationState,
} from '#domain';
import { isText } from '../../checks/checks.js';
import { pause } from '../../timing/timers.js';
import { type OptionProblem, ValidatorConfigError } from '../../checks/validator.errors.js';
import { Backoff } from '../../timing/backoff.js';
import { type CheckedRecord, checkRecord, deliver } from '../checked-record.js';
import type { RevocationSink, RevocationSource, StaleReason } from '../revocation-source.port.js';
import { KeyRing, type TrustedKeys } from '../verification-keys.js';
import { DECISIONS_TOPIC, type LogGapKind, type ReadableLog, type ReadableRecord } from './readable-log.js';

/**
 * Options of {@link logSource}.
 *
 * @example
 * ```ts
 * import { logSource, type LogSourceOptions } from '@rescind/validator';
 *
 * export const connect = (log: LogSourceOptions['log'], keys: LogSourceOptions['verificationKeys']) =>
 *   logSource({ log, orgId: 'acme', verificationKeys: keys });
 * ```
 */
export interface LogSourceOptions {
  /** The event log, started; it is not closed with the source. */
  readonly log: ReadableLog;
  readonly orgId: string;
  /** Keys that decisions may be signed with. */
  readonly verificationKeys: TrustedKeys;
  /** How often the log's end is asked for, ms, 50 to 60 000. Default 1 000. */
  readonly boundsIntervalMs?: number;
}

const DEFAULT_BOUNDS_INTERVAL_MS = 1_000;

/**
 * Learns from the event log itself, for validators inside the cluster's network: reads the organisation's partition from its
 * beginning, then what comes.
 *
 * @throws ValidatorConfigError
 * @example
 * ```ts
 * import { logSource, type ReadableLog } from '@rescind/validator';
 *
 * export const follow = (log: ReadableLog, jwks: { keys: unknown[] }) =>
 *   logSource({ log, orgId: 'acme', verificationKeys: jwks });
 * ```
 */
export function logSource(options: LogSourceOptions): RevocationSource {
  const problems: OptionProblem[] = [];
  if (!isText(options.orgId)) problems.push({ path: 'orgId', problem: 'must be a non-empty string' });
  if (typeof (options.log as Partial<ReadableLog> | undefined)?.consume !== 'function') {
    problems.push({ path: 'log', problem: 'must be an event log' });
  }
  if (problems.length > 0) throw new ValidatorConfigError(problems);
  return new LogSource(options);
}

class LogSource implements RevocationSource {
  readonly #closing = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly options: LogSourceOptions) {}

  start(sink: RevocationSink): Promise<void> {
    this.#running = this.#run(sink);
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(sink: RevocationSink): Promise<void> {
    const { signal } = this.#closing;
    const backoff = new Backoff(200, 10_000);
    const keys = new KeyRing(this.options.verificationKeys);
    while (!signal.aborted) {
      const reading = new PartitionReading(this.options, keys, sink, signal);
      await reading.run().catch(() => undefined);
      await pause(backoff.next(), signal);
    }
  }
}

/** One reading of the partition, from its beginning until something breaks it. */
class PartitionReading {
  readonly #partition: number;
  readonly #broken = new AbortController();
  readonly #signal: AbortSignal;
  /** What was read before the end was reached; the sink gets it as a whole. */
  #baseline: RevocationState | null = emptyRevocationState();
  #faultInBaseline: StaleReason | null = null;
  #position: Position | null = null;
  #generation: string | null = null;
  #next = 0;
  #ends: { readonly end: number; readonly sentAtMs: number }[] = [];

  constructor(
    private readonly options: LogSourceOptions,
    private readonly keys: KeyRing,
    private readonly sink: RevocationSink,
    closing: AbortSignal,
  ) {
    this.#partition = options.log.partitionOf(DECISIONS_TOPIC, options.orgId);
    this.#signal = AbortSignal.any([closing, this.#broken.signal]);
  }

  async run(): Promise<void> {
    const reader = await this.options.log.consume({
      topic: DECISIONS_TOPIC,
      from: new Map([[this.#partition, { generation: null, offset: 0 }]]),
      onBatch: (batch) => this.#read(batch.generation, batch.records),
      onGap: ({ kind }) => {
        this.#break(reasonOf(kind));
      },
    });
    try {
      while (!this.#signal.aborted) {
        await this.#askEnd();
        await pause(this.options.boundsIntervalMs ?? DEFAULT_BOUNDS_INTERVAL_MS, this.#signal);
      }
    } finally {
      await reader.close();
    }
  }

  async #read(generation: string, records: readonly ReadableRecord[]): Promise<void> {
    this.#generation ??= generation;
    for (const record of records) {
      if (this.#signal.aborted) return;
      if (record.key === this.options.orgId)
        this.#apply(record, await checkRecord(record, this.options.orgId, this.keys));
      this.#next = record.offset + 1;
    }
    this.#settle();
  }

  #apply(record: ReadableRecord, checked: CheckedRecord): void {
    this.#position = { generation: record.generation, offset: record.offset };
    if (this.#baseline === null) {
      deliver(this.sink, checked);
      return;
    }
    if (checked.entry !== null) fold(this.#baseline, checked.entry);
    this.#faultInBaseline ??= checked.fault;
  }

  /** An end that can't be had lets knowledge age. */
  async #askEnd(): Promise<void> {
    const sentAtMs = this.sink.monotonic();
    const bounds = await this.options.log.bounds(DECISIONS_TOPIC, this.#partition).catch(() => null);
    if (bounds === null || this.#signal.aborted) return;
    this.#generation ??= bounds.generation;
    if (bounds.generation !== this.#generation) this.#break('generation-changed');
    else if (this.#next > 0 && bounds.first > this.#next) this.#break('gap');
    else {
      // A log may begin above offset 0. Records that are missing there are reported by onGap.
      if (this.#next === 0) this.#next = bounds.first;
      this.#ends.push({ end: bounds.end, sentAtMs });
      this.#settle();
    }
  }

  /** Every end that was reached confirms that all was known when it was asked for. */
  #settle(): void {
    const waiting = this.#ends.findIndex(({ end }) => end > this.#next);
    const reached = waiting < 0 ? this.#ends : this.#ends.slice(0, waiting);
    this.#ends = waiting < 0 ? [] : this.#ends.slice(waiting);
    const latest = reached.at(-1);
    if (latest === undefined) return;
    this.#handOver();
    this.sink.complete(this.#position, latest.sentAtMs);
  }

  #handOver(): void {
    const state = this.#baseline;
    if (state === null) return;
    this.#baseline = null;
    this.sink.adopt({ state, position: this.#position, maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS });
    if (this.#faultInBaseline !== null) this.sink.fault(this.#faultInBaseline);
  }

  #break(reason: StaleReason): void {
    this.sink.fault(reason);
    this.#broken.abort();
  }
}

function reasonOf(gap: LogGapKind): StaleReason {
  switch (gap) {
    case 'generation-changed':
      return 'generation-changed';
    case 'offset-regressed':
      return 'regression';
    case 'records-expired':
    case 'offset-skipped':
      return 'gap';
  }
}
