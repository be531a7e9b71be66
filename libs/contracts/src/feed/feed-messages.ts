import { z } from 'zod';
import { denialReason, identifier, instant, positionText, wholeNumber } from '../facts/codec/fact-parts.schema.js';

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

/** `data` of a stream event; its SSE `id` is the record's own `generation:offset`. */
export const StreamEventSchema = z.object({
  /** The organisation's previous decision (offset -1: none). An edge that stands elsewhere has a gap. */
  prev: positionText,
  /** Epoch ms, the log's clock. */
  appendedAtMs: z.number().min(0),
  /** The exact text that was signed. */
  value: z.string(),
  headers: z.record(z.string(), z.string()),
});
/** A decision on its way to an edge. */
export type StreamEvent = z.output<typeof StreamEventSchema>;

/** Answer of `GET /feed/head`. */
export const HeadResponseSchema = z.object({
  /** Last decision of the organisation. */
  head: positionText,
  /** How long ago the feed learnt that from the log, ms. */
  ageMs: z.number().min(0),
});
/** How far the organisation's log goes, and how old that knowledge is. */
export type HeadResponse = z.output<typeof HeadResponseSchema>;

const counted = { count: z.int().min(1), firstAt: instant, lastAt: instant };

/** Body of `POST /feed/receipts`: what an edge has absorbed and seen since the last one. */
export const ReceiptRequestSchema = z.object({
  orgId: identifier,
  /** The last decision that was folded. */
  position: positionText,
  /** Decisions folded since the last receipt, the newest ones. */
  absorbed: z.array(z.object({ offset: wholeNumber })).max(MAX_RECEIPT_ABSORBED),
  /** Accepted calls by app, user and window; a window that is sent again counts once. */
  usage: z
    .array(z.object({ clientId: identifier, userId: identifier, windowId: identifier, ...counted }))
    .max(MAX_RECEIPT_COUNTS),
  /** Refused calls by app, user, reason and window; a window that is sent again counts once. */
  denied: z
    .array(
      z.object({
        clientId: identifier,
        userId: identifier.optional(),
        windowId: identifier,
        reason: denialReason,
        ...counted,
      }),
    )
    .max(MAX_RECEIPT_DENIALS),
  /** The edge's own view of its knowledge; `ageMs` is `null` before its first complete one. */
  status: z.object({ stale: z.boolean(), ageMs: z.number().min(0).nullable() }),
});
/** What an edge tells the feed. */
export type ReceiptRequest = z.output<typeof ReceiptRequestSchema>;
