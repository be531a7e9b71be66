import type { DenialReason } from '#domain';

// Edges and feeds are upgraded one after the other, so both sides drop fields that they don't know.

/** SSE `event` of a decision on `GET /feed/stream`. */
export const STREAM_EVENT_NAME = 'decision';
/** Media type of `GET /feed/snapshot`. */
export const SNAPSHOT_MEDIA_TYPE = 'application/vnd.rescind.snapshot';
/** Most absorbed offsets in one receipt. */
export const MAX_RECEIPT_ABSORBED = 64;
/** Most usage windows in one receipt. */
export const MAX_RECEIPT_COUNTS = 1000;
/** Most windows of refused calls in one receipt. */
export const MAX_RECEIPT_DENIALS = 256;
/** Longest receipt that a feed takes, bytes of UTF-8. */
export const MAX_RECEIPT_BYTES = 256 * 1024;

/** A decision on its way to an edge: `data` of a stream event. Its SSE `id` is the record's own `generation:offset`. */
export interface StreamEvent {
  /** The organisation's previous decision (offset -1: none). An edge that stands elsewhere has a gap. */
  readonly prev: string;
  /** Epoch ms, the log's clock. */
  readonly appendedAtMs: number;
  /** The exact text that was signed. */
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answer of `GET /feed/head`: how far the organisation's log goes, and how old that knowledge is. */
export interface HeadResponse {
  /** Last decision of the organisation, `generation:offset`. */
  readonly head: string;
  /** How long ago the feed learnt that from the log, ms. */
  readonly ageMs: number;
}

/** Accepted calls of one app and user in one window. */
export interface ReceiptUsage {
  readonly clientId: string;
  readonly userId: string;
  /** A window that is sent again counts once. */
  readonly windowId: string;
  readonly count: number;
  /** ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
}

/** Refused calls of one app (and user) in one window, for one reason. */
export interface ReceiptDenial extends Omit<ReceiptUsage, 'userId'> {
  readonly userId?: string | undefined;
  readonly reason: DenialReason;
}

/** Body of `POST /feed/receipts`: what an edge has absorbed and seen since the last one. */
export interface ReceiptRequest {
  readonly orgId: string;
  /** The last decision that was folded, `generation:offset`. */
  readonly position: string;
  /** Decisions folded since the last receipt, the newest ones. */
  readonly absorbed: readonly { readonly offset: number }[];
  readonly usage: readonly ReceiptUsage[];
  readonly denied: readonly ReceiptDenial[];
  /** The edge's own view of its knowledge; `ageMs` is `null` before its first complete one. */
  readonly status: { readonly stale: boolean; readonly ageMs: number | null };
}
