import { PERMISSIONS, TOKEN_KINDS } from '#domain';
import { z } from 'zod';
import { covers, identifier, issuerId, line, prose, reason, tokenId } from '../encoding/fields.schema.js';

// Strict objects: a misspelt `covers` must not quietly revoke something else than was meant.

const optionalReason = reason.optional();

/** Everything, unless the caller names less: whoever revokes in a hurry shall not leave a session alive. */
const coversOrAll = covers.default([...TOKEN_KINDS]);

const revocation = { covers: coversOrAll, reason: optionalReason };

/** Body of `POST /apps/{client_id}/block`. */
export const BlockAppRequestSchema = z.strictObject({ reason: optionalReason });
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
export const RevokeUserTokensRequestSchema = z.strictObject(revocation);
/** {@link RevokeUserTokensRequestSchema} */
export type RevokeUserTokensRequest = z.output<typeof RevokeUserTokensRequestSchema>;

/** Revokes everything that a user holds of one app. */
export const RevokeUserAppTokensRequestSchema = z.strictObject(revocation);
/** {@link RevokeUserAppTokensRequestSchema} */
export type RevokeUserAppTokensRequest = z.output<typeof RevokeUserAppTokensRequestSchema>;

/** Revokes everything of an app. */
export const RevokeAppTokensRequestSchema = z.strictObject(revocation);
/** {@link RevokeAppTokensRequestSchema} */
export type RevokeAppTokensRequest = z.output<typeof RevokeAppTokensRequestSchema>;

/** Revokes everything of the organisation. */
export const RevokeOrgTokensRequestSchema = z.strictObject(revocation);
/** {@link RevokeOrgTokensRequestSchema} */
export type RevokeOrgTokensRequest = z.output<typeof RevokeOrgTokensRequestSchema>;

/** Rotates the signing key: `graceful` keeps what was signed valid, `revoke` refuses it. There is no default. */
export const RotateSigningKeysRequestSchema = z.strictObject({
  mode: z.enum(['graceful', 'revoke']),
  reason: optionalReason,
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

/** Body of `POST /users`: somebody who can sign in. The name and the password never reach the log. */
export const RegisterUserRequestSchema = z.strictObject({
  username: line(200),
  password: prose(1024).min(12),
  /** Permissions to grant; only such as the caller holds. */
  permissions: z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length).optional(),
});
/** {@link RegisterUserRequestSchema} */
export type RegisterUserRequest = z.output<typeof RegisterUserRequestSchema>;

/** Answer to {@link RegisterUserRequestSchema}. */
export const RegisterUserResponseSchema = z.object({
  /** Pseudonymous: what facts, tokens and pages know the user by. */
  user_id: identifier,
  username: z.string(),
  permissions: z.array(z.enum(PERMISSIONS)),
});
/** {@link RegisterUserResponseSchema} */
export type RegisterUserResponse = z.output<typeof RegisterUserResponseSchema>;

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
