import type { Message } from 'kafkajs';
import { Backoff, pause } from '#async';
import { EventLogError } from '../../event-log.errors.js';
import type { Acknowledgement, IdempotentProducer } from './idempotent-producer.js';
import type { LogLine } from '../client/kafka-log.options.js';
import { ProducerBatch } from './producer-batch.js';
import { AppendQueue } from './append-queue.js';
import { sendFailureOf } from './send-failure.js';

// Short, so that callers with a deadline lose little of it once the broker answers again.
const LONGEST_WAIT_MS = 250;

/** Options of {@link PartitionProducer}. */
export interface PartitionProducerOptions {
  /** For messages: `topic/partition`. */
  readonly name: string;
  readonly openProducer: () => Promise<IdempotentProducer>;
  readonly logger: LogLine;
}

/**
 * Appends to one partition, one send at a time: records that arrive during a send go together in the next batch.
 *
 * A send that fails is repeated by the same Kafka producer with the very same batch, so that the broker recognises a duplicate. When
 * every caller of a batch has been told that its outcome is unknown, that producer is disconnected and the next batch gets a new one.
 * So batches keep their order, and none is sent after it was given up.
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

  /** Resolves when every append that is waiting was acknowledged or has reached its deadline. */
  async close(): Promise<void> {
    await this.#running;
    this.#closing.abort();
    this.#dropProducer();
  }

  async #run(): Promise<void> {
    // One turn later, so that appends of the same turn of the event loop form one batch.
    await Promise.resolve();
    for (let records = this.#queue.nextBatch(); records.length > 0; records = this.#queue.nextBatch()) {
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
    // Given up. The broker may still append what was sent; a new producer keeps later batches from using the same sequence numbers.
    if (batch.isAmbiguous) this.#dropProducer();
  }

  /** One attempt to send; given up as soon as no caller waits for the batch any more. */
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
      return this.#afterFailure(batch, error, producer.requests() > before);
    }
  }

  async #connect(batch: ProducerBatch): Promise<IdempotentProducer | null> {
    if (this.#producer !== null) return this.#producer;
    // A new producer has new sequence numbers, so the broker would not recognise a batch that it has appended already.
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
      this.#warn('can’t connect', error);
      return null;
    }
  }

  #settle(batch: ProducerBatch, acknowledged: Acknowledgement): void {
    const { baseOffset, appendedAtMs } = acknowledged;
    // Offset 0 belongs to the marker and offsets only grow, so this is another partition than before.
    if (baseOffset <= this.#lastOffset) {
      const what = `${this.#options.name} was deleted and created again while this process was using it: restart the process`;
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

  #afterFailure(batch: ProducerBatch, error: unknown, hasLeft: boolean): 'settled' | 'again' {
    const failure = sendFailureOf(error, hasLeft);
    this.#warn(`a send failed (${failure.kind})`, error);
    switch (failure.kind) {
      case 'maybe-appended':
        batch.mayBeAppended();
        return 'again';
      case 'not-appended':
        batch.wasNotAppended();
        // A new producer has to connect before anything is sent, so until then a deadline leaves the outcome certain: not appended.
        if (!batch.isAmbiguous) this.#dropProducer();
        return 'again';
      case 'producer-lost':
        batch.wasNotAppended();
        this.#dropProducer();
        return 'again';
      case 'refused':
        // "Too large" answers the request itself. Any other refusal may come from connecting again after the request was sent.
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

  #warn(what: string, error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.#options.logger('warn', `appending to ${this.#options.name}: ${what}`, { detail });
  }
}
