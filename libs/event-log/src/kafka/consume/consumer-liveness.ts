import type { Consumer } from 'kafkajs';

// kafkajs sends heartbeats only while its loop goes round, so their absence shows that it does not, whatever the reason.
const SILENT_AFTER_MS = 5_000;
const CHECK_EVERY_MS = 1_000;
// A crash is announced after the stop that it causes, and says more.
const CRASH_FOLLOWS_WITHIN_MS = 100;

/** What is told about a consumer. */
export interface ConsumerLivenessOptions {
  /** It has joined its group, or sent a heartbeat. */
  readonly onAlive: () => void;
  /** It has done neither for 5 s. */
  readonly onSilent: (detail: string) => void;
  /** How long it may be silent before it counts as ended, ms. */
  readonly givenUpAfterMs: number;
}

/** Watches a kafkajs consumer: it may crash, stop or disconnect, or just stop reading and tell nobody. */
export class ConsumerLiveness {
  /** Resolves with the reason when the consumer has ended, or must be given up. */
  readonly ended: Promise<string>;
  readonly #options: ConsumerLivenessOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: readonly (() => void)[];
  #aliveAt = performance.now();
  #end: (reason: string) => void = () => undefined;

  constructor(consumer: Consumer, options: ConsumerLivenessOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    const { CRASH, STOP, DISCONNECT, GROUP_JOIN, HEARTBEAT } = consumer.events;
    const alive = (): void => {
      this.#aliveAt = performance.now();
      options.onAlive();
    };
    const stopped = (): void => {
      setTimeout(() => {
        this.#end('the consumer stopped');
      }, CRASH_FOLLOWS_WITHIN_MS);
    };
    this.#unsubscribe = [
      consumer.on(GROUP_JOIN, alive),
      consumer.on(HEARTBEAT, alive),
      consumer.on(STOP, stopped),
      consumer.on(DISCONNECT, stopped),
      consumer.on(CRASH, ({ payload }) => {
        this.#end(payload.error.message);
      }),
    ];
    this.#timer = setInterval(() => {
      this.#check();
    }, CHECK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #check(): void {
    const silentMs = Math.round(performance.now() - this.#aliveAt);
    const detail = `no sign of life for ${String(silentMs)} ms`;
    if (silentMs > SILENT_AFTER_MS) this.#options.onSilent(detail);
    if (silentMs > this.#options.givenUpAfterMs) this.#end(detail);
  }
}
