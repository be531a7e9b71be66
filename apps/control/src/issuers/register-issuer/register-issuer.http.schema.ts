import { DEFAULT_MAX_LIFETIME_MS } from '#domain';
import { z } from 'zod';
import { issuer } from '../issuer.schema.js';

/** Body of `POST /issuers`: a foreign issuer, whose tokens the organisation's resource servers accept. */
export const RegisterIssuerRequestSchema = z.strictObject({
  ...issuer,
  clock_tolerance: issuer.clock_tolerance.default(5),
  max_token_lifetime: issuer.max_token_lifetime.default(DEFAULT_MAX_LIFETIME_MS.access / 1000),
  jti_carries_time: issuer.jti_carries_time.default(false),
});
/** {@link RegisterIssuerRequestSchema} */
export type RegisterIssuerRequest = z.output<typeof RegisterIssuerRequestSchema>;
