import { identifier, instant } from '#contracts/fields';
import { DECISION_TYPES } from '#domain';
import { z } from 'zod';

export const filters = {
  type: z.enum(DECISION_TYPES).optional(),
  /** Id of who decided it. */
  actor: identifier.optional(),
  client_id: identifier.optional(),
  user_id: identifier.optional(),
  /** Recorded then or later. */
  from: instant.optional(),
  /** Recorded before then. */
  to: instant.optional(),
};
