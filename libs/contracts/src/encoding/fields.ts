import { parsePosition, TOKEN_KINDS, type TokenKind } from '#domain';

// Written by hand, although `fields.schema.ts` has the same rules: every edge runs these checks on every decision, and the schema
// library would be three quarters of the code that a resource server loads for them. `fields.spec.ts` checks that both agree.

/**
 * The characters of an identifier: no control characters and no lone surrogates. A lone surrogate has no UTF-8 form, so a key that
 * contains one would change when it is written to a snapshot, and its revocation would be lost.
 */
export const IDENTIFIER = /^[^\p{Cc}\p{Cs}]+$/u;
/** Largest length of a `jti`, characters. */
export const MAX_JTI_LENGTH = 128;
/** Largest length of an identifier of ours or of an issuer, characters. */
export const MAX_IDENTIFIER_LENGTH = 256;
/** Largest length of an `iss`, characters. */
export const MAX_ISSUER_LENGTH = 2048;
/** The name of a log's generation. */
export const GENERATION = /^[A-Za-z0-9-]{1,64}$/;

const INSTANT =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** An object of JSON, not an array and not `null`. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One line of at least one and at most `max` characters (code points of Unicode, as the schemas count them). */
export function isLine(value: unknown, max: number): value is string {
  return typeof value === 'string' && fits(value, max) && IDENTIFIER.test(value);
}

/** An identifier of ours or of an issuer: a `client_id`, user, grant, session, edge, key id … */
export function isIdentifier(value: unknown): value is string {
  return isLine(value, MAX_IDENTIFIER_LENGTH);
}

/** The `jti` of a JWT (RFC 7519 section 4.1.7), or the id of a refresh token. */
export function isTokenId(value: unknown): value is string {
  return isLine(value, MAX_JTI_LENGTH);
}

/** The `iss` of a token (RFC 7519 section 4.1.1). */
export function isIssuerId(value: unknown): value is string {
  return isLine(value, MAX_ISSUER_LENGTH);
}

/** A point in time: ISO 8601 in UTC, to the second or finer, with `Z`. */
export function isInstant(value: unknown): value is string {
  const match = typeof value === 'string' ? INSTANT.exec(value) : null;
  return match !== null && Number(match[3]) <= daysIn(Number(match[1]), Number(match[2]));
}

/** A whole number from 0 to 2^53 − 1, which JSON carries exactly. */
export function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A finite number from 0, for example of milliseconds. */
export function isNonNegative(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

/** `generation:offset`; the offset is -1 before the first record. */
export function isPositionText(value: unknown): value is string {
  return typeof value === 'string' && parsePosition(value) !== null;
}

/** One kind of token. */
export function isTokenKind(value: unknown): value is TokenKind {
  return TOKEN_KINDS.some((kind) => kind === value);
}

/** A list of `min` to `max` items that all pass a check. */
export function isListOf<T>(
  value: unknown,
  isItem: (item: unknown) => item is T,
  min: number,
  max: number,
): value is T[] {
  return Array.isArray(value) && value.length >= min && value.length <= max && value.every(isItem);
}

/** Whether an object has these members and no others. */
export function hasExactly(value: Readonly<Record<string, unknown>>, ...members: readonly string[]): boolean {
  const keys = Object.keys(value);
  return keys.length === members.length && members.every((member) => Object.hasOwn(value, member));
}

function fits(text: string, max: number): boolean {
  // A code point has one or two UTF-16 units, so only a text of `max` to `2 * max` units has to be counted.
  if (text.length <= max) return true;
  return text.length <= 2 * max && Array.from(text).length <= max;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
