import { identifier, instant } from '#contracts/fields';
import { DECISION_TYPES } from '#domain';
import { z } from 'zod';

export const filters = {
  type: z.enum(DECISION_TYPES).optional(),
  /** Id of the user, app or part of the platform that decided it. */
  actor: identifier.optional(),
  client_id: identifier.optional(),
  user_id: identifier.optional(),
  /** Recorded at this time or later. */
  from: instant.optional(),
  /** Recorded before this time. */
  to: instant.optional(),
};
