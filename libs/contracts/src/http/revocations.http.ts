import { DECISION_SUBJECT_KINDS } from '#domain';
import { z } from 'zod';
import { identifier, instant, tokenKind, wholeNumber } from '../encoding/fields.schema.js';

/** Answer (202) to a command: what was done, and from which position on it can be seen. */
export const AcceptedResponseSchema = z.object({
  /** Id of the fact; of a revocation, also of its page. `null` where nothing happened. */
  id: identifier.nullable(),
  /** For the `Rescind-Position` header of a query that must include this; opaque. */
  position: z.string(),
  /** What a revocation covers: nothing is revoked silently. */
  covers: z.array(tokenKind).optional(),
  /** `nothing-happened`: it was so already. */
  status: z.enum(['accepted', 'nothing-happened']),
  /** The effects as edges fold them. */
  effects: z.array(z.looseObject({ effect: z.string() })).optional(),
});
/** {@link AcceptedResponseSchema} */
export type AcceptedResponse = z.output<typeof AcceptedResponseSchema>;

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

/** Answer of `GET /revocations`. */
export const RevocationListSchema = z.object({
  revocations: z.array(RevocationResourceSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link RevocationListSchema} */
export type RevocationList = z.output<typeof RevocationListSchema>;

/** Answer of `GET /revocations/{id}/propagation`: where it is enforced, measured on the feed's clock. */
export const PropagationResourceSchema = z.object({
  revocationId: identifier,
  position: z.string(),
  edges: z.object({
    total: wholeNumber,
    applied: wholeNumber,
    /** Edges that have not said yet that they apply it. */
    laggards: z.array(
      z.object({
        edgeId: identifier,
        name: z.string(),
        /** How many offsets the edge's last receipt lies behind. */
        behind: wholeNumber,
      }),
    ),
  }),
  /** From append to receipt, ms: upper bounds. `null` while no edge was measured. */
  latencyMs: z.object({ p50: z.number().min(0), p99: z.number().min(0), max: z.number().min(0) }).nullable(),
  /** Every edge applies it. */
  complete: z.boolean(),
});
/** {@link PropagationResourceSchema} */
export type PropagationResource = z.output<typeof PropagationResourceSchema>;
