import { type ClientMetadata, DENIAL_REASONS, GRANT_TYPES, type PublicSigningKey } from '#domain';
import { z } from 'zod';
import { covers, identifier, instant, line, reason } from '../../encoding/fields.schema.js';
import type { ShapeOf } from './fact.codec.js';

export {
  covers,
  identifier,
  instant,
  issuerId,
  line,
  positionText,
  tokenId,
  wholeNumber,
} from '../../encoding/fields.schema.js';

/** The optional `reason` of a fact. */
export const optionalReason = reason.optional();

/** The optional and required parts that every bulk revocation has. */
export const revocationShape = { covers, reason: optionalReason };

/** An absolute http(s) URL as a fact keeps it; who may use which is decided before it is written. */
export const url = z
  .string()
  .max(2048)
  .regex(/^https?:\/\/[^\s\p{Cc}\p{Cs}]+$/u);

// Of RFC 7517 and RFC 7518 section 6, what a public key may hold. A closed list, so that no private member can pass.
const PUBLIC_JWK_MEMBERS = new Set(['kty', 'kid', 'alg', 'use', 'crv', 'x', 'y', 'n', 'e']);

function isPublicJwk(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = Object.entries(value);
  return (
    members.some(([name]) => name === 'kty') &&
    members.every(
      ([name, text]) =>
        PUBLIC_JWK_MEMBERS.has(name) && typeof text === 'string' && text !== '' && text.length <= 2048,
    )
  );
}

const keyShape: ShapeOf<PublicSigningKey> = {
  kid: identifier,
  alg: line(32),
  jwk: z.custom<PublicSigningKey['jwk']>(isPublicJwk),
};

/** A public signing key; a JWK with a private member is refused. */
export const publicSigningKey = z.object(keyShape);

/** Grant types (RFC 7591 section 2). */
export const grantTypes = z.array(z.enum(GRANT_TYPES)).max(GRANT_TYPES.length);

const metadataShape: ShapeOf<ClientMetadata> = {
  client_name: line(200).optional(),
  redirect_uris: z.array(url).max(20).optional(),
  grant_types: grantTypes.min(1),
  response_types: z.array(line(64)).max(8),
  token_endpoint_auth_method: z.enum(['client_secret_basic', 'client_secret_post', 'none']),
  scope: line(2000).optional(),
  client_uri: url.optional(),
  logo_uri: url.optional(),
  contacts: z.array(line(254)).max(10).optional(),
  tos_uri: url.optional(),
  policy_uri: url.optional(),
  software_id: line(200).optional(),
  software_version: line(100).optional(),
};

/** An app's registration as it is kept (RFC 7591 section 2). */
export const clientMetadata = z.object(metadataShape);

/** First and last time of something that was counted, and how often. */
export const countedShape = { count: z.int().min(1), firstAt: instant, lastAt: instant };

/** Why somebody was denied. */
export const denialReason = z.enum(DENIAL_REASONS);

/** An IP address as text, of either family. */
export const address = line(64);

/** Ids of users, as many as one change names at most. */
export const userIds = z.array(identifier).max(1_000);

/** Permissions of the control API; text, because a new one is no new version. */
export const permissions = z.array(line(100)).min(1).max(100);

/** Seconds that a setting names, or `null` for the default. */
export const secondsOrDefault = z
  .int()
  .min(1)
  .max(400 * 86_400)
  .nullable();

/** Whose preauthorization a fact is about: exactly one of a user and a group. */
export const preauthorizationShape = {
  clientId: identifier,
  userId: identifier.optional(),
  groupId: identifier.optional(),
  reason: optionalReason,
};

/** Whether exactly one of a user and a group is named. */
export function namesOne(data: { readonly userId?: string; readonly groupId?: string }): boolean {
  return (data.userId === undefined) !== (data.groupId === undefined);
}

/** The stable type of an operation: `revoke-app-tokens`. */
export const operation = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9-]*$/);
