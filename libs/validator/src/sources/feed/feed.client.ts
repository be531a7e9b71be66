import {
  decodeSnapshot,
  DEFAULT_SNAPSHOT_LIMITS,
  type HeadResponse,
  importVerificationKeys,
  readHeadResponse,
  type ReceiptRequest,
  type Snapshot,
  SNAPSHOT_MEDIA_TYPE,
  SnapshotError,
  type VerificationKeys,
} from '#contracts/edge';
import { basicAuthorization } from '../../http/basic-authorization.js';
import { BodyTooLargeError, readCapped, readCappedJson } from '../../http/capped-body.js';
import type { KeyRing } from '../verification-keys.js';
import { FeedError } from './feed.errors.js';

/** How to reach a feed. */
export interface FeedClientOptions {
  readonly url: string;
  readonly orgId: string;
  readonly edgeId: string;
  readonly edgeSecret: string;
  readonly fetch: typeof fetch;
  readonly maxSnapshotBytes: number;
}

/** What became of a receipt; one that was refused won't do any better when it is sent again. */
export type ReceiptOutcome = 'taken' | 'refused' | 'unavailable';

const HEAD_TIMEOUT_MS = 3_000;
const CONNECT_TIMEOUT_MS = 5_000;
const SNAPSHOT_TIMEOUT_MS = 120_000;
const MAX_JSON_BYTES = 64 * 1024;

/** The feed's five resources, with this edge's credential. Throws FeedError. */
export class FeedClient {
  readonly #base: string;
  readonly #authorization: string;

  constructor(private readonly options: FeedClientOptions) {
    this.#base = options.url.replace(/\/+$/, '');
    this.#authorization = basicAuthorization(options.edgeId, options.edgeSecret);
  }

  /** `GET /feed/keys` */
  async keys(signal: AbortSignal): Promise<VerificationKeys> {
    const response = await this.#get(
      '/feed/keys',
      'application/json',
      withTimeout(signal, CONNECT_TIMEOUT_MS),
    );
    return importVerificationKeys(await understand(() => readCappedJson(response, MAX_JSON_BYTES)));
  }

  /** `GET /feed/snapshot`, checked; a key that isn't known yet is asked for once. */
  async snapshot(keys: KeyRing, signal: AbortSignal): Promise<Snapshot> {
    const { orgId, maxSnapshotBytes: maxBytes } = this.options;
    const path = `/feed/snapshot?org=${encodeURIComponent(orgId)}`;
    const response = await this.#get(path, SNAPSHOT_MEDIA_TYPE, withTimeout(signal, SNAPSHOT_TIMEOUT_MS));
    const bytes = await understand(() => readCapped(response, maxBytes));
    const limits = { ...DEFAULT_SNAPSHOT_LIMITS, maxBytes, orgId };
    try {
      return await decodeSnapshot(bytes, await keys.get(), limits).catch(async (error: unknown) => {
        if (!(error instanceof SnapshotError) || error.code !== 'UNKNOWN_KEY') throw error;
        return decodeSnapshot(bytes, await keys.get(true), limits);
      });
    } catch (cause) {
      if (!(cause instanceof SnapshotError)) throw cause;
      const forged =
        cause.code === 'BAD_SIGNATURE' || cause.code === 'UNKNOWN_KEY' || cause.code === 'BAD_HASH';
      throw new FeedError('FEED_FAULT', cause.message, forged ? 'bad-signature' : 'invalid-snapshot', {
        cause,
      });
    }
  }

  /** `GET /feed/head` */
  async head(signal: AbortSignal): Promise<HeadResponse> {
    const path = `/feed/head?org=${encodeURIComponent(this.options.orgId)}`;
    const response = await this.#get(path, 'application/json', withTimeout(signal, HEAD_TIMEOUT_MS));
    return understand(async () => {
      const head = readHeadResponse(await readCappedJson(response, MAX_JSON_BYTES));
      if (head === null) throw new TypeError('The head is malformed');
      return head;
    });
  }

  /** `GET /feed/stream` from after a position; the body comes for as long as the signal isn't aborted. */
  async stream(from: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const connecting = new AbortController();
    const timer = setTimeout(() => {
      connecting.abort();
    }, CONNECT_TIMEOUT_MS);
    try {
      const path = `/feed/stream?org=${encodeURIComponent(this.options.orgId)}&from=${encodeURIComponent(from)}`;
      const response = await this.#get(
        path,
        'text/event-stream',
        AbortSignal.any([signal, connecting.signal]),
      );
      if (response.body === null) throw new FeedError('FEED_UNAVAILABLE', 'The feed sent no stream', null);
      return response.body;
    } finally {
      clearTimeout(timer);
    }
  }

  /** `POST /feed/receipts` */
  async receipt(body: ReceiptRequest, signal: AbortSignal): Promise<ReceiptOutcome> {
    const init = {
      method: 'POST',
      headers: { authorization: this.#authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: withTimeout(signal, CONNECT_TIMEOUT_MS),
    };
    const response = await this.#fetch('/feed/receipts', init);
    await response.body?.cancel();
    if (response.ok) return 'taken';
    return [400, 413, 422].includes(response.status) ? 'refused' : 'unavailable';
  }

  async #get(path: string, accept: string, signal: AbortSignal): Promise<Response> {
    const response = await this.#fetch(path, {
      headers: { authorization: this.#authorization, accept },
      signal,
    });
    if (response.status === 200) return response;
    await response.body?.cancel();
    const { status } = response;
    if (status === 401 || status === 403) {
      throw new FeedError('FEED_UNAUTHORISED', `The feed answered ${String(status)}`, 'unauthorised');
    }
    if (status === 410)
      throw new FeedError('FEED_POSITION_GONE', 'The feed no longer serves this position', null);
    throw new FeedError('FEED_UNAVAILABLE', `The feed answered ${String(status)}`, null);
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      // Credentials don't follow redirects.
      return await this.options.fetch(`${this.#base}${path}`, { ...init, redirect: 'error' });
    } catch (cause) {
      throw new FeedError('FEED_UNAVAILABLE', 'The feed cannot be reached', null, { cause });
    }
  }
}

function withTimeout(signal: AbortSignal, timeoutMs: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
}

/** An answer that ends early, is too long or isn't what was asked for: no answer. */
async function understand<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof BodyTooLargeError)
      throw new FeedError('FEED_FAULT', cause.message, 'invalid-snapshot', { cause });
    throw new FeedError('FEED_UNAVAILABLE', 'The feed sent no usable answer', null, { cause });
  }
}
