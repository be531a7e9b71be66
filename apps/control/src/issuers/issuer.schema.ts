import { identifier, issuerId, line, url } from '#contracts/fields';
import { DEFAULT_MAX_LIFETIME_MS, MAX_ISSUER_TOLERANCE_MS } from '#domain';
import { z } from 'zod';

export const issuer = {
  /** As its tokens carry it. */
  iss: issuerId,
  /** Where its keys are (RFC 8414 section 2): for whoever configures a resource server. */
  jwks_uri: url,
  /** Asymmetric JWS algorithms that it signs with. */
  algorithms: z.array(line(32)).min(1).max(32),
  /** How much later than ours its clock may run, s. */
  clock_tolerance: z
    .int()
    .min(0)
    .max(MAX_ISSUER_TOLERANCE_MS / 1000),
  /** Longest `exp − iat` of its tokens, s: a day at most, because revocations of access tokens are kept no longer. */
  max_token_lifetime: z
    .int()
    .min(1)
    .max(DEFAULT_MAX_LIFETIME_MS.access / 1000),
  /** Whether its `jti` are UUIDv7 whose milliseconds may be believed. */
  jti_carries_time: z.boolean(),
  /** The only apps that may report its tokens, by `client_id`; left out: whoever holds `tokens:report`. */
  reporters: z.array(identifier).min(1).max(32).optional(),
};

/** Answer (201) to {@link RegisterIssuerRequestSchema}. */
export const IssuerSchema = z.object(issuer);
/** {@link IssuerSchema} */
export type IssuerResource = z.output<typeof IssuerSchema>;
