import { type ReportedToken } from './report-tokens.http.schema.js';
import { type ForeignIssuerState, MAX_CLOCK_SKEW_MS } from '#domain';
import { ProblemException } from '#platform';

/**
 * Refuses tokens that no resource server accepts. Pages would show a token with too long a lifetime as active until its `exp`, and a
 * revocation would not reach a token that claims to be issued later.
 * @throws ProblemException `INVALID_REQUEST`
 */
export function checkReported(
  tokens: readonly ReportedToken[],
  { toleranceMs, maxLifetimeMs }: Pick<ForeignIssuerState, 'toleranceMs' | 'maxLifetimeMs'>,
  nowMs: number,
): void {
  const latestMs = nowMs + toleranceMs + MAX_CLOCK_SKEW_MS;
  for (const [index, { iat, exp }] of tokens.entries()) {
    if (iat * 1000 > latestMs) throw refused(index, 'iat', 'lies in the future');
    if ((exp - iat) * 1000 > maxLifetimeMs)
      throw refused(index, 'exp', 'is later than iat plus the max_token_lifetime of the issuer');
  }
}

function refused(index: number, member: string, why: string): ProblemException {
  return new ProblemException('INVALID_REQUEST', { detail: `tokens[${String(index)}].${member} ${why}.` });
}
