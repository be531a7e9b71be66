import { covers, instant, reason } from '#contracts/fields';
import { TOKEN_KINDS } from '#domain';
import { z } from 'zod';

/** Body of `POST /organization/session-end`. */
export const AnnounceSessionEndRequestSchema = z.strictObject({
  /** When the organisation's app sessions end; at most a year ahead. */
  at: instant,
  covers: covers.default([...TOKEN_KINDS]),
  reason: reason.optional(),
});
/** {@link AnnounceSessionEndRequestSchema} */
export type AnnounceSessionEndRequest = z.output<typeof AnnounceSessionEndRequestSchema>;
