import { formatIsoTime, isOwnIssue, judge, type LiveTokens, type OrgState } from '#domain';
import { trustIn } from './token-status.js';

/** Who holds the tokens: the ids by which a revocation can cover them. */
export interface Holder {
  readonly clientId: string;
  readonly userId: string;
  readonly grantId?: string | undefined;
  readonly sessionId?: string | undefined;
}

const KINDS = ['access', 'refresh'] as const;

/**
 * When the last active token expires, ISO 8601; `null`: none is active now. The tokens that a document keeps are judged by what the
 * organisation has decided so far, so a bulk revocation counts at once. A document keeps no token ids, so a single token that was
 * revoked by its id still counts as active.
 */
export function activeUntil(org: OrgState, live: LiveTokens, holder: Holder, nowMs: number): string | null {
  const { clientId, userId: sub, grantId, sessionId: sid } = holder;
  const until = KINDS.flatMap((kind) =>
    live[kind].issues
      .filter((issue) => {
        const { generation, offset, issuedMs, untilMs } = issue;
        const rpos = isOwnIssue(issue) ? { generation, offset } : undefined;
        const of = { kind, clientId, sub, grantId, sid, rpos };
        const claims = { ...of, iat: issuedMs / 1000, exp: untilMs / 1000 };
        return issuersOf(org, issue).some(
          (iss) => judge(org.revocations, { ...claims, iss }, trustIn(org, iss), nowMs).active,
        );
      })
      .map(({ untilMs }) => untilMs),
  );
  return until.length === 0 ? null : formatIsoTime(Math.max(...until));
}

/**
 * The issuers that a token may come from. A document doesn't keep which foreign issuer it was, so such a token counts as active if it
 * would be active as a token of any of them.
 */
function issuersOf(org: OrgState, issue: LiveTokens['access']['issues'][number]): readonly string[] {
  if (isOwnIssue(issue)) return [org.issuer ?? ''];
  return org.foreignIssuers.size === 0 ? [''] : [...org.foreignIssuers.keys()];
}
