import { REFUSAL_REASONS } from '#domain';
import { REFUSALS } from '#validator';
import { code, document, sameKeys, table } from './markdown.mjs';

/** Of each code: what was wrong. */
const CODES = {
  TOKEN_MISSING: 'No `Authorization: Bearer` header.',
  AUTHORIZATION_MALFORMED: 'The header is there twice, or what follows `Bearer` is no token.',
  TOKEN_TOO_LARGE: 'Longer than is read.',
  TOKEN_MALFORMED:
    'Not a JWS in its canonical compact form, or its parts are not strict JSON. An opaque token needs `introspection.opaqueTokens`.',
  HEADER_REFUSED: 'The header has `crit`, `b64`, `enc` or `zip`, or an impossible `kid`.',
  TYPE_REFUSED: 'The `typ` header is not one that this issuer is accepted with.',
  ALGORITHM_REFUSED: 'The algorithm is not one that this issuer is pinned to, or not one of its key.',
  ISSUER_UNKNOWN: 'No issuer with this `iss` is configured.',
  KEY_UNKNOWN: 'The issuer has no such key (any more).',
  KEYS_UNAVAILABLE: 'The issuer’s keys were never read, and cannot be read now.',
  SIGNATURE_INVALID: 'The signature is wrong.',
  CLAIM_INVALID: 'A claim is missing that is required, or is of the wrong type; the message names it.',
  AUDIENCE_MISMATCH: 'The token is for somebody else.',
  GUARD_AUDIENCE_MISMATCH:
    'The token is for an audience that the validator accepts, and not for the one that this guard demands (`audience`).',
  TOKEN_REFUSED: 'The verdict: one of the reasons below.',
  SCOPE_MISSING: 'The token is good, and lacks a scope that the guard asks for.',
  NOT_READY: 'No snapshot yet, or the validator is closed.',
  STALE: 'Knowledge of revocations is older than `maxStalenessMs`, or broken, and the policy is to deny.',
  INTROSPECTION_INACTIVE: 'Introspection says that the token is not active.',
  INTROSPECTION_UNAVAILABLE: 'Introspection was to be asked, and did not answer.',
};

/** Of each reason: what brought it about. */
const REASONS = {
  'token-revoked': 'This very token was revoked by its `jti`.',
  'grant-revoked': 'Its grant was revoked.',
  'session-revoked': 'The sign-in session that it came from was ended.',
  'user-app-revoked': 'What the user had given this app was revoked.',
  'user-revoked': 'Everything of the user was revoked.',
  'app-revoked': 'Everything of the app was revoked; also a token from before an unblock.',
  'issuer-revoked': 'Everything of the issuer was revoked, as a rotation with `revoke` does.',
  'org-revoked': 'Everything of the organisation was revoked.',
  'app-blocked': 'The app is blocked.',
  'key-revoked': 'The key that signed it was denied.',
  expired: '`exp` is over, on this clock or on the log’s.',
  'not-yet-valid': '`nbf` lies ahead, beyond tolerance and skew.',
  'issued-in-future': '`iat` lies ahead, beyond tolerance and skew.',
  'lifetime-unbounded': 'There is no `exp`, or no `iat`: it could outlive its revocation.',
  'lifetime-too-long': '`exp − iat` is longer than revocations are kept.',
};

/** docs/reference/refusals.md */
export function refusalsReference() {
  sameKeys('refusal codes', Object.keys(REFUSALS), CODES);
  sameKeys('refusal reasons', REFUSAL_REASONS, REASONS);
  const codes = Object.entries(REFUSALS).map(([name, { status, error, reason }]) => [
    code(name),
    status,
    error === null ? '' : code(error),
    name === 'TOKEN_REFUSED' ? 'the verdict’s' : code(reason),
    CODES[name],
  ]);
  return document(
    '# Refusals',
    'What the SDK throws as `RefusedTokenError` (`code`, and `reason` where there was a verdict), and what its guards and the sidecar ' +
      'answer: 401 and 403 with an RFC 6750 challenge, 503 with `Retry-After`, always with `Rescind-Reason`. The sidecar answers 401 ' +
      'where a guard answers 400, because proxies take a 400 for a fault.',
    '## Codes',
    table(['Code', 'Status', '`error` of the challenge', '`Rescind-Reason`', 'When'], codes),
    '## Reasons of a verdict',
    'With `TOKEN_REFUSED`, 401 `invalid_token`. What the clock refuses is said first, then the key, the block, the token, and the ' +
      'narrower watermark before the wider.',
    table(
      ['`Rescind-Reason`', 'When'],
      REFUSAL_REASONS.map((reason) => [code(reason), REASONS[reason]]),
    ),
  );
}
