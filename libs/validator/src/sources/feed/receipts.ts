import { MAX_RECEIPT_ABSORBED } from '#contracts/edge';
import { formatPosition, type Position } from '#domain';
import { isAborted, pause } from '../../timing/timers.js';
import { callsIn, type DeniedRow, type UsageWindow, type UsedRow } from '../../usage/usage-meter.js';
import { Backoff } from '../../timing/backoff.js';
import type { RevocationSink } from '../revocation-source.port.js';
import type { FeedClient, ReceiptOutcome } from './feed.client.js';
import { deniedBatch, usedBatch } from './receipt-rows.js';

/** Shortest time between two receipts, ms: four a second. */
const MIN_INTERVAL_MS = 250;
/** A receipt is sent this often, ms, even where nothing happened: the feed sees who is alive. */
const HEARTBEAT_MS = 10_000;
/** Most usage rows that are kept while the feed doesn't answer. The oldest are dropped. */
const MAX_WAITING_ROWS = 100_000;

/**
 * Reports to the feed what was absorbed (at once, then at most four times a second) and what was counted. A row is sent with the same
 * `windowId` until it is acknowledged, so that it counts once.
 */
export class ReceiptSender {
  /** Calls in rows that were dropped, that are too long for any feed, that the feed refused, or that were left at the end. */
  lost = 0;
  #position: Position | null = null;
  #absorbed: number[] = [];
  #used: readonly UsedRow[] = [];
  #denied: readonly DeniedRow[] = [];
  #wake: () => void = () => undefined;
  #due = false;

  constructor(
    private readonly client: Pick<FeedClient, 'receipt'>,
    private readonly orgId: string,
    private readonly sink: Pick<RevocationSink, 'freshness'>,
  ) {}

  /** A baseline or a decision was absorbed. */
  absorbed(position: Position, isDecision: boolean): void {
    this.#position = position;
    if (isDecision) this.#absorbed.push(position.offset);
    if (this.#absorbed.length > MAX_RECEIPT_ABSORBED) this.#absorbed.shift();
    this.#schedule();
  }

  /** A window of usage ended. */
  counted({ used, denied }: UsageWindow): void {
    this.#used = this.#newest([...this.#used, ...used]);
    this.#denied = this.#newest([...this.#denied, ...denied]);
    this.#schedule();
  }

  /** Sends until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(MIN_INTERVAL_MS, 10_000);
    while (!signal.aborted) {
      await this.#untilDue(signal);
      if (isAborted(signal)) return;
      if (await this.flush(signal)) backoff.reset();
      else this.#schedule();
      await pause(Math.max(MIN_INTERVAL_MS, this.#due ? backoff.next() : 0), signal);
    }
  }

  /** Sends one receipt; answers whether that is done with. */
  async flush(signal: AbortSignal): Promise<boolean> {
    if (this.#position === null) return true;
    this.#due = false;
    const absorbed = this.#absorbed;
    const used = usedBatch(this.#used);
    const denied = deniedBatch(this.#denied);
    const body = {
      orgId: this.orgId,
      position: formatPosition(this.#position),
      absorbed: absorbed.map((offset) => ({ offset })),
      usage: [...used.wire],
      denied: [...denied.wire],
      status: this.sink.freshness(),
    };
    // Rows that are being sent leave the queue: rows that are added or dropped meanwhile are others.
    this.#absorbed = [];
    this.#used = used.rest;
    this.#denied = denied.rest;
    this.lost += used.unfit + denied.unfit;
    const outcome = await this.client.receipt(body, signal).catch((): ReceiptOutcome => 'unavailable');
    if (outcome === 'unavailable') {
      this.#absorbed = [...absorbed, ...this.#absorbed].slice(-MAX_RECEIPT_ABSORBED);
      this.#used = this.#newest([...used.rows, ...this.#used]);
      this.#denied = this.#newest([...denied.rows, ...this.#denied]);
      return false;
    }
    if (outcome === 'refused') this.lost += callsIn(used.rows) + callsIn(denied.rows);
    if (this.#isWaiting()) this.#schedule();
    return true;
  }

  /** Sends a last receipt, and further ones while rows are waiting and the feed accepts them. */
  async finish(signal: AbortSignal): Promise<void> {
    if (this.#position !== null) while ((await this.flush(signal)) && this.#isWaiting());
    this.lost += callsIn(this.#used) + callsIn(this.#denied);
    this.#used = [];
    this.#denied = [];
  }

  #isWaiting(): boolean {
    return this.#used.length + this.#denied.length > 0;
  }

  #newest<Row extends { readonly count: number }>(rows: readonly Row[]): readonly Row[] {
    const surplus = Math.max(0, rows.length - MAX_WAITING_ROWS);
    this.lost += callsIn(rows.slice(0, surplus));
    return rows.slice(surplus);
  }

  #schedule(): void {
    this.#due = true;
    this.#wake();
  }

  async #untilDue(signal: AbortSignal): Promise<void> {
    if (this.#due) return;
    const waiting = new AbortController();
    this.#wake = () => {
      waiting.abort();
    };
    await pause(HEARTBEAT_MS, AbortSignal.any([signal, waiting.signal]));
    this.#wake = () => undefined;
  }
}
