import type { Message } from 'kafkajs';
import { Backoff, pause } from '#async';
import { EventLogError } from '../../event-log.errors.js';
import type { Acknowledgement, IdempotentProducer } from './idempotent-producer.js';
import type { LogLine } from '../client/kafka-log.options.js';
import { ProducerBatch } from './producer-batch.js';
import { AppendQueue } from './append-queue.js';
import { sendFailureOf } from './send-failure.js';

// Short, so that little of a caller's deadline is left unused once the broker is back.
const LONGEST_WAIT_MS = 250;

/** What a lane works with. */
export interface PartitionProducerOptions {
  /** For messages: `topic/partition`. */
  readonly name: string;
  readonly openProducer: () => Promise<IdempotentProducer>;
  readonly logger: LogLine;
}

/**
 * The appends of one partition, one send at a time: what waits meanwhile goes together in the next one.
 *
 * A send that fails is repeated, the very same batch by the same producer, so that the broker recognises it; when all its
 * callers have been told that the outcome is unknown, the producer is cut off and the next batch gets a new one. No batch
 * overtakes another, and none leaves after it was given up.
 */
export class PartitionProducer {
  readonly #options: PartitionProducerOptions;
  readonly #queue = new AppendQueue();
  readonly #closing = new AbortController();
  #running: Promise<void> | null = null;
  #producer: IdempotentProducer | null = null;
  #lastOffset = 0;
  #replaced: EventLogError | null = null;

  constructor(options: PartitionProducerOptions) {
    this.#options = options;
  }

  /** @throws EventLogError as `EventLog.append` */
  append(message: Message, deadlineMs: number, priority: 'high' | 'normal'): Promise<Acknowledgement> {
    if (this.#replaced !== null) return Promise.reject(this.#replaced);
    const acknowledged = this.#queue.add(message, deadlineMs, priority);
    this.#running ??= this.#run();
    return acknowledged;
  }

  /** Resolves when everything that waits has been settled, by its acknowledgement or its deadline. */
  async close(): Promise<void> {
    await this.#running;
    this.#closing.abort();
    this.#dropProducer();
  }

  async #run(): Promise<void> {
    // Appends of the same turn of the event loop go together.
    await Promise.resolve();
    for (let records = this.#queue.take(); records.length > 0; records = this.#queue.take()) {
      await this.#send(new ProducerBatch(records));
    }
    this.#running = null;
  }

  async #send(batch: ProducerBatch): Promise<void> {
    const backoff = new Backoff();
    while (batch.isWanted) {
      const progress = await this.#attempt(batch);
      if (progress === 'settled') return;
      const waitMs = Math.min(backoff.nextMs(), LONGEST_WAIT_MS);
      await Promise.race([pause(waitMs, this.#closing.signal), batch.allSettled]);
    }
    // Given up: the broker may yet append what it was sent, but under a number that no later batch uses.
    if (batch.isAmbiguous) this.#dropProducer();
  }

  /** One attempt, given up as soon as nobody waits for the batch any more. */
  async #attempt(batch: ProducerBatch): Promise<'settled' | 'again'> {
    const producer = await this.#connect(batch);
    if (producer === null || !batch.isWanted) return 'again';
    const messages = batch.begin();
    const before = producer.requests();
    try {
      const acknowledged = await Promise.race([producer.send(messages), batch.allSettled]);
      if (acknowledged === undefined) return 'again';
      this.#settle(batch, acknowledged);
      return 'settled';
    } catch (error) {
      return this.#judge(batch, error, producer.requests() > before);
    }
  }

  async #connect(batch: ProducerBatch): Promise<IdempotentProducer | null> {
    if (this.#producer !== null) return this.#producer;
    // The numbering went with the old producer: sent again, what may be in the log already could get there twice.
    if (batch.isAmbiguous) {
      batch.failUnknown('the producer was lost');
      return null;
    }
    const opening = this.#options.openProducer();
    try {
      const producer = await Promise.race([opening, batch.allSettled]);
      if (producer === undefined) {
        opening
          .then((late) => {
            late.destroy();
          })
          .catch(() => undefined);
        return null;
      }
      this.#producer = producer;
      return producer;
    } catch (error) {
      this.#say('can’t connect', error);
      return null;
    }
  }

  #settle(batch: ProducerBatch, acknowledged: Acknowledgement): void {
    const { baseOffset, appendedAtMs } = acknowledged;
    // Offset 0 is the marker's, and offsets only grow: this is not the partition that it was.
    if (baseOffset <= this.#lastOffset) {
      const what = `${this.#options.name} was replaced while this process was using it: start it again`;
      this.#replaced = new EventLogError('TOPIC_MISCONFIGURED', what, false);
      this.#options.logger('error', what, { baseOffset, lastOffset: this.#lastOffset });
      batch.failUnknown(what);
      this.#queue.rejectAll(this.#replaced);
      return;
    }
    this.#lastOffset = baseOffset + batch.size - 1;
    if (appendedAtMs < 0) {
      batch.failUnknown('the broker gave no append time: the settings of the topic were changed');
      return;
    }
    batch.acknowledge(acknowledged);
  }

  #judge(batch: ProducerBatch, error: unknown, hasLeft: boolean): 'settled' | 'again' {
    const failure = sendFailureOf(error, hasLeft);
    this.#say(`a send failed (${failure.kind})`, error);
    switch (failure.kind) {
      case 'maybe-appended':
        batch.mayBeAppended();
        return 'again';
      case 'not-appended':
        batch.wasNotAppended();
        // It will not be used before it has connected again, so that a deadline until then is no doubt about the outcome.
        if (!batch.isAmbiguous) this.#dropProducer();
        return 'again';
      case 'producer-lost':
        batch.wasNotAppended();
        this.#dropProducer();
        return 'again';
      case 'refused':
        // What is too large was looked at. Any other refusal may be that of connecting again, after the request has left.
        if (hasLeft && !failure.tooLarge) batch.mayBeAppended();
        else batch.wasNotAppended();
        batch.refuse(failure.tooLarge, error);
        if (batch.isAmbiguous) this.#dropProducer();
        return 'settled';
    }
  }

  #dropProducer(): void {
    this.#producer?.destroy();
    this.#producer = null;
  }

  #say(what: string, error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.#options.logger('warn', `appending to ${this.#options.name}: ${what}`, { detail });
  }
}
