import { type ReportedToken } from './report-tokens.http.schema.js';
import { type ForeignIssuerState, MAX_CLOCK_SKEW_MS } from '#domain';
import { ProblemException } from '#platform';

/**
 * Refuses what no resource server accepts: pages would show it as active for as long as it says, and no revocation would reach what
 * says that it was issued later.
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
      throw refused(index, 'exp', 'lies further from iat than the max_token_lifetime of its issuer');
  }
}

function refused(index: number, member: string, why: string): ProblemException {
  return new ProblemException('INVALID_REQUEST', { detail: `tokens[${String(index)}].${member} ${why}.` });
}
