import { TOKEN_KINDS, type TokenKind } from '../values/token-kind.js';
import { DomainError } from './domain.errors.js';

/** Longest identifier that a command may carry, characters. */
export const MAX_ID_LENGTH = 128;
/** Longest `iss`, characters. */
export const MAX_ISSUER_LENGTH = 2048;
/** Longest name of something, characters. */
export const MAX_NAME_LENGTH = 200;
/** Longest reason, characters. */
export const MAX_REASON_LENGTH = 500;

// No control characters, and no lone surrogates: UTF-8 can't encode those, so the identifier would come out of the log changed.
const IDENTIFIER = /^[^\p{Cc}\p{Cs}]+$/u;

/**
 * Checks an identifier, and returns it.
 * @param what names it in the message: the field of the command.
 * @throws DomainError `INVALID_ID`
 */
export function checkedId(id: string, what: string, maxLength: number = MAX_ID_LENGTH): string {
  if (id.length > maxLength || !IDENTIFIER.test(id)) {
    throw new DomainError(
      'INVALID_ID',
      `${what} must have 1 to ${String(maxLength)} characters and no control characters.`,
    );
  }
  return id;
}

/** Checks an `iss`, and returns it. @throws DomainError `INVALID_ID` */
export function checkedIssuer(iss: string, what = 'iss'): string {
  return checkedId(iss, what, MAX_ISSUER_LENGTH);
}

/**
 * Checks the optional reason of a command, and returns the part of the fact that holds it: nothing for an absent or empty one.
 * @throws DomainError `REASON_TOO_LONG`
 */
export function checkedReason(reason: string | undefined): { readonly reason?: string } {
  if (reason === undefined || reason === '') return {};
  if (reason.length > MAX_REASON_LENGTH) throw new DomainError('REASON_TOO_LONG');
  return { reason };
}

/**
 * What a revocation covers, each kind once, in the order of {@link TOKEN_KINDS}.
 * @throws DomainError `COVERS_EMPTY` when nothing is covered, or something that isn't a kind of token.
 */
export function checkedCovers(covers: readonly TokenKind[]): readonly TokenKind[] {
  const known = covers.every((kind) => TOKEN_KINDS.includes(kind));
  if (covers.length === 0 || !known) throw new DomainError('COVERS_EMPTY');
  return TOKEN_KINDS.filter((kind) => covers.includes(kind));
}

/**
 * Checks that whoever changes something saw its present revision.
 *
 * The fold checks again where the fact stands in the log, and only that no later change came in between (see `isOutdated`): this
 * check has already made sure that the revision seen was a real one.
 *
 * @param basedOn revision that the caller saw; `null`: the caller doesn't care.
 * @throws DomainError `REVISION_MISMATCH`
 */
export function checkRevision(basedOn: number | null, revision: number): void {
  if (basedOn !== null && basedOn !== revision) throw new DomainError('REVISION_MISMATCH');
}

/** Words that mean something else wherever an app is named by its id, so that no app can have one as its id. */
const RESERVED_CLIENT_IDS = ['tokens', 'oauth', 'install'];

/** Checks the id of an app. @throws DomainError `INVALID_ID` also for a reserved word */
export function checkedClientId(id: string): string {
  const clientId = checkedId(id, 'clientId');
  if (!RESERVED_CLIENT_IDS.includes(clientId)) return clientId;
  throw new DomainError('INVALID_ID', 'This id is a reserved word; choose another one for the app.');
}
