import { parsePosition, TOKEN_KINDS } from '#domain';
import { z } from 'zod';
import { IDENTIFIER, MAX_IDENTIFIER_LENGTH, MAX_ISSUER_LENGTH, MAX_JTI_LENGTH } from './fields.js';

const WELL_FORMED = /^\P{Cs}*$/u;

/** An identifier of ours or of an issuer: a `client_id`, user, grant, session, edge, key id … */
export const identifier = z.string().min(1).max(MAX_IDENTIFIER_LENGTH).regex(IDENTIFIER);

/** The `jti` of a JWT (RFC 7519 section 4.1.7), or the id of a refresh token. */
export const tokenId = z.string().min(1).max(MAX_JTI_LENGTH).regex(IDENTIFIER);

/** The `iss` of a token (RFC 7519 section 4.1.1). */
export const issuerId = z.string().min(1).max(MAX_ISSUER_LENGTH).regex(IDENTIFIER);

/** Free text of at most `max` characters, possibly of several lines. */
export function prose(max: number): z.ZodString {
  return z.string().max(max).regex(WELL_FORMED);
}

/** One line of at least one and at most `max` characters. */
export function line(max: number): z.ZodString {
  return z.string().min(1).max(max).regex(IDENTIFIER);
}

/** Why somebody did something, in their words. */
export const reason = prose(500);

/** A point in time: ISO 8601 in UTC, to the second or finer, with `Z`. */
export const instant = z.iso.datetime().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/);

/** A whole number from 0 to 2^53 − 1, which JSON carries exactly. */
export const wholeNumber = z.int().min(0);

/** `generation:offset`; the offset is -1 before the first record. */
export const positionText = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}:(-1|\d{1,15})$/)
  .refine((text) => parsePosition(text) !== null);

/** One kind of token. */
export const tokenKind = z.enum(TOKEN_KINDS);

/** What a revocation covers: at least one kind, none of them twice. */
export const covers = z
  .array(tokenKind)
  .min(1)
  .max(TOKEN_KINDS.length)
  .refine((kinds) => new Set(kinds).size === kinds.length, { error: 'Expected every kind at most once' });

/**
 * Describes where the first problem is and of what kind, without any text of the input. The path is safe to show, because these
 * schemas name only their own fields.
 */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'invalid';
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.code : `${path}: ${issue.code}`;
}
