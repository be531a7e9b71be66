import { z } from 'zod';
import { BOOTSTRAP_CONFIG, COMMON_CONFIG } from '#platform';

/** Environment variables that `npm start` reads. */
export const STANDALONE_CONFIG = COMMON_CONFIG.extend(BOOTSTRAP_CONFIG.shape).extend({
  RESCIND_DATA_DIR: z
    .string()
    .default('.rescind')
    .describe('Folder of the embedded storage and of the key-encryption key.'),
  RESCIND_KEY_ENCRYPTION_KEY: z
    .base64url()
    .refine((text) => Buffer.from(text, 'base64url').length === 32, 'must be 32 bytes, base64url')
    .optional()
    .describe('Key-encryption key; made at the first start and kept in the data folder if absent.'),
});
