import type { Message } from 'kafkajs';
import { EventLogError } from '../../event-log.errors.js';
import type { Acknowledgement } from './idempotent-producer.js';
import type { PendingAppend } from './append-queue.js';

/**
 * The records of one send. Once the batch may have been appended its content is fixed: the broker recognises a repeated batch by its
 * sequence number alone.
 */
export class ProducerBatch {
  /** Resolves when every caller has its result. */
  readonly allSettled: Promise<undefined>;
  #records: readonly PendingAppend[];
  #isSending = false;
  #ambiguous = false;
  #allSettled: () => void = () => undefined;

  constructor(records: readonly PendingAppend[]) {
    this.#records = records;
    this.allSettled = new Promise((resolve) => {
      this.#allSettled = () => {
        resolve(undefined);
      };
    });
    for (const record of records) {
      record.onDeadline = () => this.#deadlineError();
      record.onExpired = () => {
        if (!this.isWanted) this.#allSettled();
      };
    }
  }

  get size(): number {
    return this.#records.length;
  }

  /** Whether any caller still waits for it. */
  get isWanted(): boolean {
    return this.#records.some((record) => !record.isSettled());
  }

  /** Whether it may be in the log already, or may still get there. */
  get isAmbiguous(): boolean {
    return this.#ambiguous || this.#isSending;
  }

  /** Starts an attempt and returns its messages. From now on, until {@link wasNotAppended}, they may be in the log. */
  begin(): readonly Message[] {
    if (!this.#ambiguous) this.#records = this.#records.filter((record) => !record.isSettled());
    this.#isSending = true;
    return this.#records.map((record) => record.message);
  }

  /** The attempt is known to have appended nothing. An earlier attempt may have. */
  wasNotAppended(): void {
    this.#isSending = false;
  }

  /** The attempt failed and may have appended the records or not. */
  mayBeAppended(): void {
    this.#ambiguous = true;
    this.#isSending = false;
  }

  acknowledge({ baseOffset, appendedAtMs }: Acknowledgement): void {
    this.#records.forEach((record, index) => {
      record.settle({ baseOffset: baseOffset + index, appendedAtMs });
    });
  }

  /** The broker refused the records; sending them again won't help. */
  refuse(tooLarge: boolean, cause: unknown): void {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const refused = new EventLogError(
      tooLarge ? 'RECORD_TOO_LARGE' : 'LOG_UNAVAILABLE',
      `the broker refuses the record: ${detail}`,
      false,
      { cause },
    );
    this.#settleAll(this.isAmbiguous ? unknown(detail) : refused);
  }

  /** Whether the records were appended can't be found out. */
  failUnknown(why: string): void {
    this.#settleAll(unknown(why));
  }

  #settleAll(error: EventLogError): void {
    for (const record of this.#records) record.settle(error);
    this.#allSettled();
  }

  #deadlineError(): EventLogError {
    if (this.isAmbiguous) return unknown('no acknowledgement before the deadline');
    return new EventLogError('LOG_UNAVAILABLE', 'the record could not be sent before its deadline', true);
  }
}

function unknown(why: string): EventLogError {
  return new EventLogError(
    'APPEND_OUTCOME_UNKNOWN',
    `the record may or may not have been appended: ${why}`,
    true,
  );
}
