import { DENIAL_REASONS } from '#domain';
import { z } from 'zod';

export const reason = z.enum(DENIAL_REASONS);
