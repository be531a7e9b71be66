import { identifier, issuerId, line, prose, tokenId } from '#contracts/fields';
import { MAX_ID_LENGTH, splitScope } from '#domain';
import { AcceptedResponseSchema } from '#platform';
import { z } from 'zod';

/** Largest number of tokens in one report; a larger report is answered with 413. */
export const REPORT_LIMIT = 200;

/** NumericDate of a claim (RFC 7519 section 2): seconds since the epoch, up to the year 9999. */
const numericDate = z.number().min(0).max(253_402_300_799);

/** No longer than the ids that commands accept, so that everything that is listed can be revoked. */
const revocableId = identifier.max(MAX_ID_LENGTH);

/** Space-separated (RFC 6749 section 3.3). */
const scope = prose(8192).refine(
  (text) => {
    const scopes = splitScope(text);
    return scopes.length <= 500 && scopes.every((each) => line(256).safeParse(each).success);
  },
  { error: 'Expected at most 500 scopes of at most 256 characters' },
);

const ReportedTokenSchema = z
  .strictObject({
    jti: tokenId,
    client_id: revocableId,
    /** For a client's own token, its `client_id` (RFC 9068 section 2.2). */
    sub: revocableId,
    scope: scope.default(''),
    iat: numericDate,
    exp: numericDate,
    sid: revocableId.optional(),
    /** The key that signed it. */
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

/** Answer (202) to {@link ReportTokensRequestSchema}: the report is in the log, and lists show it within moments. */
export const ReportTokensResponseSchema = AcceptedResponseSchema.extend({
  /** Tokens that weren't listed yet. */
  reported: z.int(),
  /** Tokens that were listed before. They stay as they were first reported. */
  known: z.int(),
  /** Tokens that were left out, because they have expired. */
  expired: z.int(),
  /** Apps that were not known before. From now on they can be revoked and blocked. */
  new_client_ids: z.array(identifier),
});
/** {@link ReportTokensResponseSchema} */
export type ReportTokensResponse = z.output<typeof ReportTokensResponseSchema>;
