/** What each {@link DomainErrorCode} means, for people. */
const MESSAGES = {
  APP_NOT_FOUND: 'There is no such app.',
  EDGE_NOT_FOUND: 'There is no such edge.',
  ISSUER_NOT_FOUND: 'There is no such issuer.',
  ORG_NOT_FOUND: 'There is no such organisation.',
  USER_NOT_FOUND: 'There is no such user.',
  APP_ALREADY_REGISTERED: 'An app with this id is registered already.',
  EDGE_ALREADY_REGISTERED: 'An edge with this id is registered already.',
  ISSUER_ALREADY_REGISTERED: 'This issuer is registered already.',
  ORG_ALREADY_REGISTERED: 'The organisation is registered already.',
  USER_ALREADY_REGISTERED: 'A user with this id is registered already.',
  GROUP_NOT_FOUND: 'There is no such group.',
  APPROVAL_NOT_FOUND: 'There is no such request for approval.',
  APPROVAL_ALREADY_DECIDED: 'This request was approved or declined already.',
  APPROVAL_EXPIRED: 'This request expired before anybody approved it. Ask for approval again.',
  APPROVAL_OWN_REQUEST: 'You asked for this approval yourself. Another person has to approve it.',
  APP_NOT_ALLOWLISTED:
    'The app is blocked because it is not on the allowlist: install it, and let its policy permit preauthorized users only.',
  CONFIRMATION_OUTDATED:
    'The preview that was confirmed is out of date: something was revoked in the whole organisation meanwhile. Ask for a new preview.',
  SESSION_END_ALREADY_SCHEDULED: 'An end of sessions is announced already.',
  SESSION_END_NOT_FOUND: 'No such end of sessions is announced.',
  REVISION_MISMATCH: 'Somebody else changed this since you read it. Read it again, then change it.',
  COVERS_EMPTY: 'A revocation must cover at least one of access, refresh and session, and nothing else.',
  INVALID_ID:
    'An identifier is empty, too long, a reserved word, used before, or contains control characters.',
  INVALID_REQUEST: 'A value is not within its limits.',
  REASON_TOO_LONG: 'A reason has at most 500 characters.',
  SCOPE_NOT_HELD: 'A permission can only be given by someone who holds it.',
} as const;

/** Why a command, or a conditional fact, is refused. A closed set, stable over versions. */
export type DomainErrorCode = keyof typeof MESSAGES;

/** Every {@link DomainErrorCode}. */
export const DOMAIN_ERROR_CODES = Object.keys(MESSAGES) as readonly DomainErrorCode[];

/** A rule of the domain was broken by the caller; the same command will not succeed while the facts are what they are. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly retriable = false;

  /** @param message without secrets; it is shown to the caller. */
  constructor(
    readonly code: DomainErrorCode,
    message: string = MESSAGES[code],
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
