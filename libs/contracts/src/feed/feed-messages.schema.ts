import { z } from 'zod';
import {
  denialReason,
  identifier,
  instant,
  positionText,
  wholeNumber,
} from '../facts/codec/fact-parts.schema.js';
import {
  type HeadResponse,
  MAX_RECEIPT_ABSORBED,
  MAX_RECEIPT_COUNTS,
  MAX_RECEIPT_DENIALS,
  type ReceiptDenial,
  type ReceiptRequest,
  type ReceiptUsage,
  type StreamEvent,
} from './feed-messages.js';

/** {@link StreamEvent}, for the feed's description of itself. */
export const StreamEventSchema = z.object({
  prev: positionText,
  appendedAtMs: z.number().min(0),
  value: z.string(),
  headers: z.record(z.string(), z.string()),
}) satisfies z.ZodType<StreamEvent>;

/** {@link HeadResponse} */
export const HeadResponseSchema = z.object({
  head: positionText,
  ageMs: z.number().min(0),
}) satisfies z.ZodType<HeadResponse>;

const counted = { count: z.int().min(1), firstAt: instant, lastAt: instant };

/** {@link ReceiptUsage} */
export const ReceiptUsageSchema = z.object({
  clientId: identifier,
  userId: identifier,
  windowId: identifier,
  ...counted,
}) satisfies z.ZodType<ReceiptUsage>;

/** {@link ReceiptDenial} */
export const ReceiptDenialSchema = z.object({
  clientId: identifier,
  userId: identifier.optional(),
  windowId: identifier,
  reason: denialReason,
  ...counted,
}) satisfies z.ZodType<ReceiptDenial>;

/** {@link ReceiptRequest}, as a feed takes it. */
export const ReceiptRequestSchema = z.object({
  orgId: identifier,
  position: positionText,
  absorbed: z.array(z.object({ offset: wholeNumber })).max(MAX_RECEIPT_ABSORBED),
  usage: z.array(ReceiptUsageSchema).max(MAX_RECEIPT_COUNTS),
  denied: z.array(ReceiptDenialSchema).max(MAX_RECEIPT_DENIALS),
  status: z.object({ stale: z.boolean(), ageMs: z.number().min(0).nullable() }),
}) satisfies z.ZodType<ReceiptRequest>;
