import type { Message } from 'kafkajs';
import { EventLogError } from '../../event-log.errors.js';
import type { Acknowledgement } from './idempotent-producer.js';
import { sizeOf } from '../records/wire-record.codec.js';

const MOST_RECORDS = 1_000;
const MOST_BYTES = 1_000_000;

/** An append that waits for its acknowledgement. */
export interface PendingAppend {
  readonly message: Message;
  readonly bytes: number;
  /** Settles the caller's promise, once. */
  readonly settle: (outcome: Acknowledgement | EventLogError) => void;
  readonly isSettled: () => boolean;
  /** The error for the caller at its deadline; replaced when the append is put into a batch. */
  onDeadline: () => EventLogError;
  /** Called when the deadline has settled it. */
  onExpired: () => void;
}

/** The appends of a partition that were not sent yet. Those of high priority come first. */
export class AppendQueue {
  readonly #high: PendingAppend[] = [];
  readonly #normal: PendingAppend[] = [];

  add(message: Message, deadlineMs: number, priority: 'high' | 'normal'): Promise<Acknowledgement> {
    return new Promise((resolve, reject) => {
      let settled = false;
      const settle: PendingAppend['settle'] = (outcome) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        if (outcome instanceof EventLogError) reject(outcome);
        else resolve(outcome);
      };
      const waiting: PendingAppend = {
        message,
        bytes: sizeOf(message),
        settle,
        isSettled: () => settled,
        onDeadline: neverSent,
        onExpired: () => undefined,
      };
      const timer = setTimeout(() => {
        settle(waiting.onDeadline());
        waiting.onExpired();
      }, deadlineMs);
      (priority === 'high' ? this.#high : this.#normal).push(waiting);
    });
  }

  /** Removes and returns the appends of the next batch, in order; none when nothing is waiting. */
  nextBatch(): readonly PendingAppend[] {
    const batch: PendingAppend[] = [];
    let bytes = 0;
    for (const queue of [this.#high, this.#normal]) {
      let removed = 0;
      for (const waiting of queue) {
        const fits =
          batch.length < MOST_RECORDS && (batch.length === 0 || bytes + waiting.bytes <= MOST_BYTES);
        if (!waiting.isSettled() && !fits) break;
        removed += 1;
        if (waiting.isSettled()) continue;
        batch.push(waiting);
        bytes += waiting.bytes;
      }
      queue.splice(0, removed);
      if (queue.length > 0) break;
    }
    return batch;
  }

  rejectAll(error: EventLogError): void {
    for (const waiting of [...this.#high.splice(0), ...this.#normal.splice(0)]) waiting.settle(error);
  }
}

function neverSent(): EventLogError {
  return new EventLogError('LOG_UNAVAILABLE', 'the record was not sent before its deadline', true);
}
