import { GRANT_TYPES } from '#domain';
import { z } from 'zod';

export const grantTypes = z.array(z.enum(GRANT_TYPES));
