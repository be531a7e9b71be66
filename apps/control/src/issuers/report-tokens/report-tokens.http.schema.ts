import { identifier, issuerId, line, prose, tokenId } from '#contracts/fields';
import { MAX_ID_LENGTH } from '#domain';
import { AcceptedResponseSchema } from '#platform';
import { z } from 'zod';

/** Tokens that one report holds at most; more of them are 413. */
export const REPORT_LIMIT = 200;

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
