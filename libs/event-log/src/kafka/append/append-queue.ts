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
  /** What the caller is told at its deadline; whoever holds the append says so. */
  onDeadline: () => EventLogError;
  /** Called when it was settled by its deadline. */
  onExpired: () => void;
}

/** The appends of a partition that have not been sent yet; administrators' ahead of the others. */
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

  /** The next batch, in order; empty when nothing waits. */
  take(): readonly PendingAppend[] {
    const batch: PendingAppend[] = [];
    let bytes = 0;
    for (const queue of [this.#high, this.#normal]) {
      let taken = 0;
      for (const waiting of queue) {
        const fits =
          batch.length < MOST_RECORDS && (batch.length === 0 || bytes + waiting.bytes <= MOST_BYTES);
        if (!waiting.isSettled() && !fits) break;
        taken += 1;
        if (waiting.isSettled()) continue;
        batch.push(waiting);
        bytes += waiting.bytes;
      }
      queue.splice(0, taken);
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
