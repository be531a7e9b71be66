import { identifier, issuerId, line, url } from '#contracts/fields';
import { DEFAULT_MAX_LIFETIME_MS, MAX_ISSUER_TOLERANCE_MS } from '#domain';
import { z } from 'zod';

export const issuer = {
  /** The `iss` claim of its tokens. */
  iss: issuerId,
  /** Where its keys are (RFC 8414 section 2), for people who configure a resource server. */
  jwks_uri: url,
  /** Asymmetric JWS algorithms that it signs with. */
  algorithms: z.array(line(32)).min(1).max(32),
  /** How far its clock may be ahead of ours, seconds. */
  clock_tolerance: z
    .int()
    .min(0)
    .max(MAX_ISSUER_TOLERANCE_MS / 1000),
  /** Longest `exp − iat` of its tokens, seconds. At most a day, because revocations of access tokens are kept no longer. */
  max_token_lifetime: z
    .int()
    .min(1)
    .max(DEFAULT_MAX_LIFETIME_MS.access / 1000),
  /** Whether its `jti` are UUIDv7 whose timestamps can be trusted. */
  jti_carries_time: z.boolean(),
  /** The only apps that may report its tokens, by `client_id`. If absent, every app that holds `tokens:report` may. */
  reporters: z.array(identifier).min(1).max(32).optional(),
};

/** Answer (201) to {@link RegisterIssuerRequestSchema}. */
export const IssuerSchema = z.object(issuer);
/** {@link IssuerSchema} */
export type IssuerResource = z.output<typeof IssuerSchema>;
