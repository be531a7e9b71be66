import { identifier, wholeNumber } from '#contracts/fields';
import { z } from 'zod';

/** Answer of `GET /revocations/{id}/propagation`: which edges apply a revocation, and how long that took on the feed's clock. */
export const PropagationResourceSchema = z.object({
  revocationId: identifier,
  position: z.string(),
  edges: z.object({
    total: wholeNumber,
    applied: wholeNumber,
    /** Edges that haven't reported yet that they apply it. */
    laggards: z.array(
      z.object({
        edgeId: identifier,
        name: z.string(),
        /** How many offsets the edge's last receipt lies behind. */
        behind: wholeNumber,
      }),
    ),
  }),
  /** Time from append to receipt, ms; upper bounds. `null` while no edge was measured. */
  latencyMs: z.object({ p50: z.number().min(0), p99: z.number().min(0), max: z.number().min(0) }).nullable(),
  /** Whether every edge applies it. */
  complete: z.boolean(),
});
/** {@link PropagationResourceSchema} */
export type PropagationResource = z.output<typeof PropagationResourceSchema>;
