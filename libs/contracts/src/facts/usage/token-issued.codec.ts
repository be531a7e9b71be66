import type { TokenIssued } from '#domain';
import { z } from 'zod';
import { identifier, instant, issuerId, line, positionText, tokenId } from '../codec/fact-parts.schema.js';
import { factCodec, unchanged } from '../codec/fact.codec.js';

/** A token left its issuer. Wire form of {@link TokenIssued}. */
export const tokenIssuedCodec = factCodec<TokenIssued>({
  fact: 'TokenIssued',
  version: 2,
  shape: {
    tokenId,
    iss: issuerId,
    kind: z.enum(['access', 'refresh']),
    format: z.enum(['JWT', 'Opaque']),
    clientId: identifier,
    userId: identifier,
    scopes: z.array(line(256)).max(500),
    issuedAt: instant,
    expiresAt: instant,
    grantId: identifier.optional(),
    sessionId: identifier.optional(),
    kid: identifier.optional(),
    rpos: positionText.optional(),
    refreshTokenId: tokenId.optional(),
  },
  subject: (data) => data.tokenId,
  // Version 2: without `rpos`, where the issuer isn't ours.
  upcasters: { 'rescind.TokenIssued.v1': unchanged },
});
