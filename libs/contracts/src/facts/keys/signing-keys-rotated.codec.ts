import type { SigningKeysRotated } from '#domain';
import { z } from 'zod';
import { identifier, issuerId, optionalReason, publicSigningKey } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** The issuer signs with a new key. Wire form of {@link SigningKeysRotated}. */
export const signingKeysRotatedCodec = factCodec<SigningKeysRotated>({
  fact: 'SigningKeysRotated',
  version: 1,
  shape: {
    iss: issuerId,
    mode: z.enum(['graceful', 'revoke']),
    key: publicSigningKey,
    retiredKids: z.array(identifier).max(100),
    deniedKids: z.array(identifier).max(100),
    reason: optionalReason,
  },
  subject: (data) => data.key.kid,
});
