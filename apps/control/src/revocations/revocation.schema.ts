import { identifier, instant, tokenKind, wholeNumber } from '#contracts/fields';
import { DECISION_SUBJECT_KINDS } from '#domain';
import { z } from 'zod';

/** Answer of `GET /revocations/{id}`: the audit entry of one revocation. */
export const RevocationResourceSchema = z.object({
  id: identifier,
  /** `AppBlocked`, `TokenRevoked` … */
  type: z.string(),
  /** The id of what it is about: a `client_id`, user id, token id … */
  subject: z.string(),
  /** `app`, `token`, `grant`, `user` …; `user-app`: what an app holds for a user, and `subject` is the user. */
  subjectKind: z.enum(DECISION_SUBJECT_KINDS),
  /** The app that it is about; `null` if it isn't about one. */
  clientId: z.string().nullable(),
  /** The user that it is about; `null` if it isn't about one. */
  userId: z.string().nullable(),
  actor: z.object({
    kind: z.enum(['user', 'client', 'system']),
    id: identifier,
    /** The user's sign-in name, or the app's name; `null` if there is none, or it was erased. */
    name: z.string().nullable(),
  }),
  time: instant,
  /** Append time on the log's clock. */
  recordedAt: instant,
  position: z.string(),
  covers: z.array(tokenKind).optional(),
  reason: z.string().optional(),
  effects: z.array(z.looseObject({ effect: z.string() })),
  /** By then, everything that it covers has expired; `null` if that never happens. */
  keepUntil: instant.nullable(),
  /** Path of the page that shows how far it has come. */
  propagationUrl: z.string(),
  /**
   * How many documents were brought up to date, and when all were. Lists sort and filter by these documents; verdicts don't wait for
   * them. Only on the page of one revocation.
   */
  refreshed: z.object({ done: wholeNumber, finished_at: instant.nullable() }).optional(),
});
/** {@link RevocationResourceSchema} */
export type RevocationResource = z.output<typeof RevocationResourceSchema>;
