import { identifier, instant, tokenKind, wholeNumber } from '#contracts/fields';
import { DECISION_SUBJECT_KINDS } from '#domain';
import { z } from 'zod';

/** Answer of `GET /revocations/{id}`: the audit entry of one revocation. */
export const RevocationResourceSchema = z.object({
  id: identifier,
  /** `AppBlocked`, `TokenRevoked` … */
  type: z.string(),
  /** What it is about: a `client_id`, user id, token id … */
  subject: z.string(),
  /** `app`, `token`, `grant`, `user` …; `user-app`: what a user (the subject) holds of an app. */
  subjectKind: z.enum(DECISION_SUBJECT_KINDS),
  /** The app that it is about, where it is about one. */
  clientId: z.string().nullable(),
  /** The user that it is about, where it is about one. */
  userId: z.string().nullable(),
  actor: z.object({
    kind: z.enum(['user', 'client', 'system']),
    id: identifier,
    /** What the user signs in with, or the name of the app; `null` where there is none, or it was erased. */
    name: z.string().nullable(),
  }),
  time: instant,
  /** Append time on the log's clock. */
  recordedAt: instant,
  position: z.string(),
  covers: z.array(tokenKind).optional(),
  reason: z.string().optional(),
  effects: z.array(z.looseObject({ effect: z.string() })),
  /** After this, everything that it covers has expired; `null`: never. */
  keepUntil: instant.nullable(),
  /** Where to read how far it has come. */
  propagationUrl: z.string(),
  /** How far what lists sort and filter by is brought up to date; verdicts are at once. On the page of one revocation alone. */
  refreshed: z.object({ done: wholeNumber, finished_at: instant.nullable() }).optional(),
});
/** {@link RevocationResourceSchema} */
export type RevocationResource = z.output<typeof RevocationResourceSchema>;
