import type { Consumer } from 'kafkajs';

// kafkajs sends heartbeats only while its fetch loop runs, so missing heartbeats show that it hangs, whatever the reason.
const SILENT_AFTER_MS = 5_000;
const CHECK_EVERY_MS = 1_000;
// kafkajs reports a crash after the stop that it causes, and the crash says why.
const CRASH_FOLLOWS_WITHIN_MS = 100;

/** Options of {@link ConsumerLiveness}. */
export interface ConsumerLivenessOptions {
  /** Called when it has joined its group or sent a heartbeat. */
  readonly onAlive: () => void;
  /** Called when it has done neither for 5 s. */
  readonly onSilent: (detail: string) => void;
  /** After how long without either it counts as ended, ms. */
  readonly givenUpAfterMs: number;
}

/** Notices when a kafkajs consumer ends: it may crash, stop or disconnect, or hang without any event. */
export class ConsumerLiveness {
  /** Resolves with the reason when the consumer has ended or hangs for too long. */
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
    const detail = `no heartbeat for ${String(silentMs)} ms`;
    if (silentMs > SILENT_AFTER_MS) this.#options.onSilent(detail);
    if (silentMs > this.#options.givenUpAfterMs) this.#end(detail);
  }
}
