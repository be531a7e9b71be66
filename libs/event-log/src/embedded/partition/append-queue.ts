import { MAX_BATCH_BYTES, MAX_BATCH_RECORDS } from '../storage/log-storage.sqlite.js';
import { EventLogError } from '../../event-log.errors.js';
import { MAX_RECORD_BYTES, type Appended, type AppendOptions, type NewRecord } from '../../event-log.port.js';

const DEFAULT_DEADLINE_MS = 5_000;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** A record that waits to be appended, and its caller. */
export interface PendingAppend {
  readonly key: string;
  readonly value: string;
  readonly valueBytes: number;
  readonly headers: Readonly<Record<string, string>>;
  settle(outcome: Appended | EventLogError): void;
}

/** The appends of one partition, one write at a time: records that arrive during a write go together in the next one. */
export class AppendQueue {
  #high: PendingAppend[] = [];
  #normal: PendingAppend[] = [];
  #writing = false;
  #whenIdle: (() => void)[] = [];
  readonly #write: (entries: readonly PendingAppend[]) => Promise<void>;

  /** @param write appends a batch; it settles every entry and never rejects. */
  constructor(write: (entries: readonly PendingAppend[]) => Promise<void>) {
    this.#write = write;
  }

  append(record: NewRecord, options: AppendOptions = {}): Promise<Appended> {
    const { deadlineMs = DEFAULT_DEADLINE_MS, priority = 'normal' } = options;
    return new Promise((resolve, reject) => {
      const content = sized(record);
      const deadline = setTimeout(() => {
        entry.settle(this.#withdraw(entry) ? notAppended(deadlineMs) : outcomeUnknown(deadlineMs));
      }, deadlineMs);
      const entry: PendingAppend = {
        ...content,
        settle: (outcome) => {
          clearTimeout(deadline);
          if (outcome instanceof EventLogError) reject(outcome);
          else resolve(outcome);
        },
      };
      (priority === 'high' ? this.#high : this.#normal).push(entry);
      if (!this.#writing) this.#begin();
    });
  }

  /** Resolves when no append waits or is being written. */
  idle(): Promise<void> {
    if (!this.#writing) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #begin(): void {
    this.#writing = true;
    // One turn later, so that appends of the same turn form one batch.
    queueMicrotask(() => void this.#drain());
  }

  async #drain(): Promise<void> {
    for (let batch = this.#nextBatch(); batch.length > 0; batch = this.#nextBatch()) await this.#write(batch);
    this.#writing = false;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }

  #nextBatch(): PendingAppend[] {
    const batch: PendingAppend[] = [];
    let bytes = 0;
    for (const queue of [this.#high, this.#normal]) {
      for (const entry of queue) {
        bytes += entry.valueBytes;
        if (batch.length === MAX_BATCH_RECORDS || (batch.length > 0 && bytes > MAX_BATCH_BYTES)) break;
        batch.push(entry);
      }
    }
    const fromHigh = Math.min(batch.length, this.#high.length);
    this.#high = this.#high.slice(fromHigh);
    this.#normal = this.#normal.slice(batch.length - fromHigh);
    return batch;
  }

  /** Removes an entry that is not being written yet; returns whether it was removed. */
  #withdraw(entry: PendingAppend): boolean {
    const waiting = this.#high.length + this.#normal.length;
    this.#high = this.#high.filter((other) => other !== entry);
    this.#normal = this.#normal.filter((other) => other !== entry);
    return this.#high.length + this.#normal.length < waiting;
  }
}

/** @throws EventLogError `RECORD_TOO_LARGE` */
function sized(record: NewRecord): Omit<PendingAppend, 'settle'> {
  const value = wellFormed(record.value);
  const valueBytes = Buffer.byteLength(value);
  if (valueBytes > MAX_RECORD_BYTES) {
    const message = `a record of ${String(valueBytes)} bytes is larger than ${String(MAX_RECORD_BYTES)}`;
    throw new EventLogError('RECORD_TOO_LARGE', message, false);
  }
  return { key: wellFormed(record.key), value, valueBytes, headers: { ...record.headers } };
}

/** Replaces lone surrogates, as storing the text would: consumers at the end get it from memory and must get the same text. */
function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\uFFFD');
}

function notAppended(deadlineMs: number): EventLogError {
  const message = `the log is busy: the record still waited after ${String(deadlineMs)} ms and was not appended`;
  return new EventLogError('LOG_UNAVAILABLE', message, true);
}

function outcomeUnknown(deadlineMs: number): EventLogError {
  const message = `no acknowledgement within ${String(deadlineMs)} ms: the record may or may not be appended`;
  return new EventLogError('APPEND_OUTCOME_UNKNOWN', message, true);
}
