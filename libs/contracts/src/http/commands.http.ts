import { TOKEN_KINDS } from '#domain';
import { z } from 'zod';
import { covers, identifier, issuerId, line, reason, tokenId } from '../encoding/fields.schema.js';
import { BULK_CONTROLS } from './bulk.http.js';

// Strict objects: a misspelt `covers` must not quietly revoke something else than was meant.

const optionalReason = reason.optional();

/** Everything, unless the caller names less: whoever revokes in a hurry shall not leave a session alive. */
const coversOrAll = covers.default([...TOKEN_KINDS]);

const revocation = { covers: coversOrAll, reason: optionalReason };
const bulkRevocation = { ...revocation, ...BULK_CONTROLS };

/** Body of `POST /apps/{client_id}/block`. */
export const BlockAppRequestSchema = z.strictObject({ reason: optionalReason, ...BULK_CONTROLS });
/** {@link BlockAppRequestSchema} */
export type BlockAppRequest = z.output<typeof BlockAppRequestSchema>;

/** Body of `POST /apps/{client_id}/unblock`. */
export const UnblockAppRequestSchema = z.strictObject({ reason: optionalReason });
/** {@link UnblockAppRequestSchema} */
export type UnblockAppRequest = z.output<typeof UnblockAppRequestSchema>;

/** Revokes one token by its id, known to us or not. Without `iss`, it is one of the organisation's own issuer. */
export const RevokeTokenRequestSchema = z.strictObject({
  jti: tokenId,
  iss: issuerId.optional(),
  ...revocation,
});
/** {@link RevokeTokenRequestSchema} */
export type RevokeTokenRequest = z.output<typeof RevokeTokenRequestSchema>;

/** Revokes one grant; its id is in the path. */
export const RevokeGrantRequestSchema = z.strictObject(revocation);
/** {@link RevokeGrantRequestSchema} */
export type RevokeGrantRequest = z.output<typeof RevokeGrantRequestSchema>;

/** Ends one sign-in session; its id is in the path. */
export const RevokeSessionRequestSchema = z.strictObject(revocation);
/** {@link RevokeSessionRequestSchema} */
export type RevokeSessionRequest = z.output<typeof RevokeSessionRequestSchema>;

/** Revokes everything that a user holds. */
export const RevokeUserTokensRequestSchema = z.strictObject(bulkRevocation);
/** {@link RevokeUserTokensRequestSchema} */
export type RevokeUserTokensRequest = z.output<typeof RevokeUserTokensRequestSchema>;

/** Revokes everything that a user holds of one app. */
export const RevokeUserAppTokensRequestSchema = z.strictObject(bulkRevocation);
/** {@link RevokeUserAppTokensRequestSchema} */
export type RevokeUserAppTokensRequest = z.output<typeof RevokeUserAppTokensRequestSchema>;

/** Revokes everything of an app. */
export const RevokeAppTokensRequestSchema = z.strictObject(bulkRevocation);
/** {@link RevokeAppTokensRequestSchema} */
export type RevokeAppTokensRequest = z.output<typeof RevokeAppTokensRequestSchema>;

/** Revokes everything of the organisation, with a confirmation; without one, the answer is the preview that has one. */
export const RevokeOrgTokensRequestSchema = z.strictObject(bulkRevocation);
/** {@link RevokeOrgTokensRequestSchema} */
export type RevokeOrgTokensRequest = z.output<typeof RevokeOrgTokensRequestSchema>;

/**
 * Rotates the signing key: `graceful` keeps what was signed valid, `revoke` refuses it, with a confirmation only. There is no
 * default.
 */
export const RotateSigningKeysRequestSchema = z.strictObject({
  mode: z.enum(['graceful', 'revoke']),
  reason: optionalReason,
  ...BULK_CONTROLS,
});
/** {@link RotateSigningKeysRequestSchema} */
export type RotateSigningKeysRequest = z.output<typeof RotateSigningKeysRequestSchema>;

/** Registers an edge; the answer holds its credential, once. */
export const RegisterEdgeRequestSchema = z.strictObject({ name: line(200) });
/** {@link RegisterEdgeRequestSchema} */
export type RegisterEdgeRequest = z.output<typeof RegisterEdgeRequestSchema>;

/** Answer to {@link RegisterEdgeRequestSchema}. */
export const RegisterEdgeResponseSchema = z.object({
  edge_id: identifier,
  /** Shown this once. */
  edge_secret: z.string(),
  name: z.string(),
  /** For the feed's `org` parameter. */
  org_id: identifier,
});
/** {@link RegisterEdgeResponseSchema} */
export type RegisterEdgeResponse = z.output<typeof RegisterEdgeResponseSchema>;

/** `POST /organizations`: an organisation of its own, with an issuer at `<public URL>/o/<org_id>`. */
export const RegisterOrganizationRequestSchema = z.strictObject({
  org_id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
    error: 'Expected 1 to 63 lower-case letters, digits and inner hyphens',
  }),
  name: line(200),
});
/** A parsed {@link RegisterOrganizationRequestSchema}. */
export type RegisterOrganizationRequest = z.output<typeof RegisterOrganizationRequestSchema>;

/** The answer to {@link RegisterOrganizationRequestSchema}: 201, with the credentials of the organisation's service client. */
export const RegisterOrganizationResponseSchema = z.object({
  org_id: z.string(),
  name: z.string(),
  issuer: z.string(),
  client_id: identifier,
  /** Shown this once. */
  client_secret: z.string(),
  /** 0: never. */
  client_secret_expires_at: z.int(),
});
/** A parsed {@link RegisterOrganizationResponseSchema}. */
export type RegisterOrganizationResponse = z.output<typeof RegisterOrganizationResponseSchema>;
