import type { RoleGranted } from '#domain';
import { z } from 'zod';
import { identifier, line } from './fact-parts.schema.js';
import { factCodec } from './fact.codec.js';

/** A user was given permissions. Wire form of {@link RoleGranted}. */
export const roleGrantedCodec = factCodec<RoleGranted>({
  fact: 'RoleGranted',
  version: 1,
  shape: { userId: identifier, permissions: z.array(line(100)).min(1).max(100) },
  subject: (data) => data.userId,
});
