import { onInterval } from '../timing/timers.js';
import { callsIn, UsageMeter, type UsageWindow } from './usage-meter.js';

const DEFAULT_INTERVAL_MS = 10_000;

/** Who gets the windows, and how often; part of the validator's options. */
export interface UsagePumpOptions {
  readonly source: {
    report?(window: UsageWindow): void;
    lostUsage?(): number;
  };
  readonly onUse?: (window: UsageWindow) => void;
  /** ms; default 10 000. */
  readonly useIntervalMs?: number;
}

/**
 * Ends a window at regular intervals and passes it to the source and to the application's callback. Counts nothing where there is neither.
 * What the callback throws is caught: it is called by a timer, so the error would end the process.
 */
export class UsagePump {
  readonly meter: UsageMeter | null;
  /** How often the application's callback threw or rejected. */
  failedCallbacks = 0;
  #unreported = 0;
  readonly #stop: () => void;

  constructor(private readonly options: UsagePumpOptions) {
    const wanted = options.source.report !== undefined || options.onUse !== undefined;
    this.meter = wanted ? new UsageMeter() : null;
    this.#stop = wanted
      ? onInterval(options.useIntervalMs ?? DEFAULT_INTERVAL_MS, () => {
          this.#flush();
        })
      : () => undefined;
  }

  /** Calls that were not counted, or not passed on by the source. */
  get lost(): number {
    return (this.meter?.lost ?? 0) + this.#unreported + (this.options.source.lostUsage?.() ?? 0);
  }

  /** Ends the last window. */
  close(): void {
    this.#stop();
    this.#flush();
  }

  #flush(): void {
    const window = this.meter?.drain() ?? null;
    if (window === null) return;
    this.#report(window);
    void this.#callBack(window);
  }

  #report(window: UsageWindow): void {
    try {
      this.options.source.report?.(window);
    } catch {
      this.#unreported += callsIn([...window.used, ...window.denied]);
    }
  }

  async #callBack(window: UsageWindow): Promise<void> {
    // The type says void; asynchronous functions are callbacks, too.
    const onUse: ((window: UsageWindow) => unknown) | undefined = this.options.onUse;
    try {
      await onUse?.(window);
    } catch {
      this.failedCallbacks += 1;
    }
  }
}
