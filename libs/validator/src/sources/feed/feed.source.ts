import { DEFAULT_SNAPSHOT_LIMITS } from '#contracts/edge';
import { parsePosition, type Position } from '#domain';
import { checkNumber, checkUrl, isText } from '../../checks/checks.js';
import { isAborted, pause } from '../../timing/timers.js';
import type { UsageWindow } from '../../usage/usage-meter.js';
import { type OptionProblem, ValidatorConfigError } from '../../checks/validator.errors.js';
import { Backoff } from '../../timing/backoff.js';
import type { RevocationSink, RevocationSource } from '../revocation-source.port.js';
import { KeyRing, type TrustedKeys } from '../verification-keys.js';
import { readStream } from './feed-stream.js';
import { FeedClient } from './feed.client.js';
import { FeedError } from './feed.errors.js';
import { ReceiptSender } from './receipts.js';

/**
 * Options of {@link feedSource}.
 *
 * @example
 * ```ts
 * import { feedSource, type FeedSourceOptions } from '@rescind/validator';
 *
 * const options: FeedSourceOptions = {
 *   url: 'https://feed.example',
 *   orgId: 'acme',
 *   edgeId: 'edge-1',
 *   edgeSecret: process.env['EDGE_SECRET'] ?? '',
 * };
 * export const source = feedSource(options);
 * ```
 */
export interface FeedSourceOptions {
  /** Where the feed is; its resources are below `/feed`. */
  readonly url: string;
  readonly orgId: string;
  readonly edgeId: string;
  readonly edgeSecret: string;
  /** Keys that decisions and snapshots may be signed with. Default: those that the feed names (`GET /feed/keys`). */
  readonly verificationKeys?: TrustedKeys;
  /** How often the head is asked for, ms, 50 to 60 000. Default 1 000. */
  readonly headIntervalMs?: number;
  /** Longest snapshot accepted, bytes. Default 256 MiB. */
  readonly maxSnapshotBytes?: number;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

const DEFAULT_HEAD_INTERVAL_MS = 1_000;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 10_000;
/** A stream that lasted this long, ms, was a good one. */
const STABLE_MS = 2_000;
/** A stream that is this far behind a known head, ms, is cut and opened again: it may be half-open. */
const MAX_LAG_MS = 5_000;
/** How long the last receipts may take when the source is closed, ms. */
const LAST_RECEIPT_MS = 1_000;

/**
 * Learns from a feed: snapshot, then stream, with the head asked for every second.
 *
 * @throws ValidatorConfigError
 * @example
 * ```ts
 * import { feedSource } from '@rescind/validator';
 *
 * export const source = feedSource({
 *   url: 'https://feed.example',
 *   orgId: 'acme',
 *   edgeId: 'edge-1',
 *   edgeSecret: process.env['EDGE_SECRET'] ?? '',
 * });
 * ```
 */
export function feedSource(options: FeedSourceOptions): RevocationSource {
  const problems: OptionProblem[] = [];
  const report = (path: string, problem: string) => problems.push({ path, problem });
  checkUrl(options.url, 'url', report);
  for (const name of ['orgId', 'edgeId', 'edgeSecret'] as const) {
    if (!isText(options[name])) report(name, 'must be a non-empty string');
  }
  checkNumber(options.headIntervalMs, 50, 60_000, 'headIntervalMs', report);
  checkNumber(options.maxSnapshotBytes, 1, Number.MAX_SAFE_INTEGER, 'maxSnapshotBytes', report);
  if (problems.length > 0) throw new ValidatorConfigError(problems);
  return new FeedSource(options);
}

class FeedSource implements RevocationSource {
  readonly #client: FeedClient;
  readonly #keys: KeyRing;
  readonly #closing = new AbortController();
  readonly #backoff = new Backoff(FIRST_RETRY_MS, MAX_RETRY_MS);
  #running: Promise<unknown> = Promise.resolve();
  #receipts: ReceiptSender | null = null;
  #needsBaseline = true;
  /** Ends the attempt that is under way. */
  #attempt = new AbortController();
  #heardAtMs = -Infinity;

  constructor(private readonly options: FeedSourceOptions) {
    const { signal } = this.#closing;
    const maxSnapshotBytes = options.maxSnapshotBytes ?? DEFAULT_SNAPSHOT_LIMITS.maxBytes;
    this.#client = new FeedClient({ ...options, maxSnapshotBytes, fetch: options.fetch ?? fetch });
    this.#keys = new KeyRing(options.verificationKeys ?? (() => this.#client.keys(signal)));
  }

  start(sink: RevocationSink): Promise<void> {
    const receipts = new ReceiptSender(this.#client, this.options.orgId, sink);
    this.#receipts = receipts;
    this.#running = Promise.all([
      this.#learn(sink),
      this.#watchHead(sink),
      receipts.run(this.#closing.signal),
    ]);
    return Promise.resolve();
  }

  report(window: UsageWindow): void {
    this.#receipts?.counted(window);
  }

  lostUsage(): number {
    return this.#receipts?.lost ?? 0;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#attempt.abort();
    await this.#running;
    await this.#receipts?.finish(AbortSignal.timeout(LAST_RECEIPT_MS));
  }

  /** Snapshot where one is needed, then the stream, again and again. */
  async #learn(sink: RevocationSink): Promise<void> {
    while (!this.#closing.signal.aborted) {
      this.#attempt = new AbortController();
      const signal = AbortSignal.any([this.#closing.signal, this.#attempt.signal]);
      try {
        await this.#learnOnce(sink, signal);
      } catch (error) {
        if (!isAborted(this.#closing.signal)) this.#assess(sink, error);
      }
      await pause(this.#backoff.next(), this.#closing.signal);
    }
  }

  async #learnOnce(sink: RevocationSink, signal: AbortSignal): Promise<void> {
    const receipts = this.#receipts;
    if (this.#needsBaseline) {
      sink.adopt(await this.#client.snapshot(this.#keys, signal));
      this.#needsBaseline = false;
      await this.#askHead(sink, signal);
    }
    const from = sink.position() ?? (await this.#beginning(signal));
    receipts?.absorbed(from, false);
    const onAbsorbed = (position: Position) => {
      this.#heardAtMs = sink.monotonic();
      this.#backoff.reset();
      receipts?.absorbed(position, true);
    };
    const { orgId } = this.options;
    const openedAtMs = sink.monotonic();
    try {
      await readStream({ client: this.#client, orgId, keys: this.#keys, sink, onAbsorbed }, from, signal);
    } finally {
      // Quiet streams are cut by proxies now and then; that is no failure that pauses should grow with.
      if (sink.monotonic() - openedAtMs > STABLE_MS) this.#backoff.reset();
    }
  }

  /** Before the organisation's first decision, only the head names the log's generation. */
  async #beginning(signal: AbortSignal): Promise<Position> {
    const { head } = await this.#client.head(signal);
    const position = parsePosition(head);
    if (position === null) throw new FeedError('FEED_UNAVAILABLE', 'The feed sent no usable head', null);
    return { generation: position.generation, offset: -1 };
  }

  #assess(sink: RevocationSink, error: unknown): void {
    if (!(error instanceof FeedError)) {
      // Something that nobody foresaw: whatever it was, no decision may have been skipped because of it.
      this.#needsBaseline = true;
      sink.fault('invalid-record');
      return;
    }
    if (error.code === 'FEED_POSITION_GONE') this.#needsBaseline = true;
    if (error.fault === null) return;
    this.#needsBaseline = true;
    sink.fault(error.fault);
  }

  async #watchHead(sink: RevocationSink): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await pause(this.options.headIntervalMs ?? DEFAULT_HEAD_INTERVAL_MS, signal);
      if (isAborted(signal)) return;
      if (!this.#needsBaseline) await this.#askHead(sink, signal);
      this.#cutLaggingStream(sink);
    }
  }

  /** What was complete when the question was sent is complete since then, at the least. A feed that doesn't answer lets it age. */
  async #askHead(sink: RevocationSink, signal: AbortSignal): Promise<void> {
    const sentAtMs = sink.monotonic();
    try {
      const { head, ageMs } = await this.#client.head(signal);
      if (!sink.complete(parsePosition(head), sentAtMs - ageMs)) this.#startOver();
    } catch (error) {
      if (!(error instanceof FeedError) || error.fault === null || signal.aborted) return;
      sink.fault(error.fault);
      this.#startOver();
    }
  }

  #startOver(): void {
    this.#needsBaseline = true;
    this.#attempt.abort();
  }

  #cutLaggingStream(sink: RevocationSink): void {
    const behindSinceMs = sink.behindSinceMs();
    if (behindSinceMs === null) return;
    const quietSinceMs = Math.max(behindSinceMs, this.#heardAtMs);
    if (sink.monotonic() - quietSinceMs <= MAX_LAG_MS) return;
    this.#heardAtMs = sink.monotonic();
    this.#attempt.abort();
  }
}
