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

// A control character has no place in an identifier, and a lone surrogate has no UTF-8 form: it would come out of the
// log as another identifier than it went in.
const IDENTIFIER = /^[^\p{Cc}\p{Cs}]+$/u;

/**
 * Lets an identifier through.
 * @param what the command's field, for the message.
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

/** Lets an `iss` through. @throws DomainError `INVALID_ID` */
export function checkedIssuer(iss: string, what = 'iss'): string {
  return checkedId(iss, what, MAX_ISSUER_LENGTH);
}

/**
 * The optional `reason` of a fact: left out when there is none.
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
 * Lets a change through whose writer saw the present revision; `null`: whichever. The log's fold asks for less, that nothing came
 * after what was seen, because between this check and the log's it is only others' changes that count.
 * @throws DomainError `REVISION_MISMATCH`
 */
export function checkRevision(basedOn: number | null, revision: number): void {
  if (basedOn !== null && basedOn !== revision) throw new DomainError('REVISION_MISMATCH');
}

/** What would hide a route if it were a a `client_id`: `/apps/oauth/usage/tokens/{token}`, `/apps/oauth/…`, `/apps/install`. */
const RESERVED_CLIENT_IDS = ['tokens', 'oauth', 'install'];

/** Lets a `client_id` through that hides no route. @throws DomainError `INVALID_ID` */
export function checkedClientId(id: string): string {
  const clientId = checkedId(id, 'clientId');
  if (!RESERVED_CLIENT_IDS.includes(clientId)) return clientId;
  throw new DomainError('INVALID_ID', 'This client_id is reserved.');
}
