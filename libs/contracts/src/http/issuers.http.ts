import { DEFAULT_MAX_LIFETIME_MS, MAX_ID_LENGTH, MAX_ISSUER_TOLERANCE_MS } from '#domain';
import { z } from 'zod';
import { identifier, instant, issuerId, line, prose, reason, tokenId } from '../encoding/fields.schema.js';
import { url } from '../facts/codec/fact-parts.schema.js';
import { AcceptedResponseSchema } from './revocations.http.js';

/** Tokens that one report holds at most; more of them are 413. */
export const REPORT_LIMIT = 200;

const issuer = {
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

/** Body of `POST /issuers`: an issuer that isn't ours, whose tokens resource servers of the organisation accept. */
export const RegisterIssuerRequestSchema = z.strictObject({
  ...issuer,
  clock_tolerance: issuer.clock_tolerance.default(5),
  max_token_lifetime: issuer.max_token_lifetime.default(DEFAULT_MAX_LIFETIME_MS.access / 1000),
  jti_carries_time: issuer.jti_carries_time.default(false),
});
/** {@link RegisterIssuerRequestSchema} */
export type RegisterIssuerRequest = z.output<typeof RegisterIssuerRequestSchema>;

/** Answer (201) to {@link RegisterIssuerRequestSchema}. */
export const IssuerSchema = z.object(issuer);
/** {@link IssuerSchema} */
export type IssuerResource = z.output<typeof IssuerSchema>;

/** Query of `DELETE /issuers`. */
export const UnregisterIssuerQuerySchema = z.strictObject({ iss: issuerId, reason: reason.optional() });
/** {@link UnregisterIssuerQuerySchema} */
export type UnregisterIssuerQuery = z.output<typeof UnregisterIssuerQuerySchema>;

/** Answer of `GET /issuers`: the foreign issuers of the organisation, by `iss`. */
export const IssuerListSchema = z.object({
  issuers: z.array(IssuerSchema.extend({ registered_at: instant })),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link IssuerListSchema} */
export type IssuerList = z.output<typeof IssuerListSchema>;

/** NumericDate of a claim (RFC 7519 section 2): s since the epoch, up to the year 9999. */
const numericDate = z.number().min(0).max(253_402_300_799);

/** What is listed can be revoked, and a command takes no longer one. */
const revocableId = identifier.max(MAX_ID_LENGTH);

/** Space-separated (RFC 6749 section 3.3). */
const scope = prose(8192).refine(
  (text) => {
    const parts = text.split(/\s+/);
    return parts.length <= 500 && parts.every((part) => part === '' || line(256).safeParse(part).success);
  },
  { error: 'Expected at most 500 scopes of at most 256 characters' },
);

const ReportedTokenSchema = z
  .strictObject({
    jti: tokenId,
    client_id: revocableId,
    /** The `client_id` itself for a client's own token (RFC 9068 section 2.2). */
    sub: revocableId,
    scope: scope.default(''),
    iat: numericDate,
    exp: numericDate,
    sid: revocableId.optional(),
    /** Key that it is signed with. */
    kid: identifier.optional(),
  })
  .refine(({ iat, exp }) => exp > iat, { path: ['exp'], error: 'Expected an exp after iat' });

/** One token of {@link ReportTokensRequestSchema}: claims of a JWT access token (RFC 9068 section 2.2), never its text. */
export type ReportedToken = z.output<typeof ReportedTokenSchema>;

/** Body of `POST /issuers/tokens`: access tokens that a foreign issuer issued. */
export const ReportTokensRequestSchema = z.strictObject({
  iss: issuerId,
  tokens: z.array(ReportedTokenSchema).min(1),
});
/** {@link ReportTokensRequestSchema} */
export type ReportTokensRequest = z.output<typeof ReportTokensRequestSchema>;

/** Answer (202) to {@link ReportTokensRequestSchema}: it is in the log; lists have it within moments. */
export const ReportTokensResponseSchema = AcceptedResponseSchema.extend({
  /** Tokens that weren't listed yet. */
  reported: z.int(),
  /** Tokens that were listed before, as they were told first. */
  known: z.int(),
  /** Tokens that are no longer good, and were left out. */
  expired: z.int(),
  /** Apps that were not known before: from now on they can be revoked and blocked. */
  new_client_ids: z.array(identifier),
});
/** {@link ReportTokensResponseSchema} */
export type ReportTokensResponse = z.output<typeof ReportTokensResponseSchema>;
