import { formatIsoTime, isOwnIssue, judge, type LiveTokens, type OrgState } from '#domain';
import { trustIn } from './token-status.js';

/** Whose tokens they are: what revocations name them by. */
export interface Holder {
  readonly clientId: string;
  readonly userId: string;
  readonly grantId?: string | undefined;
  readonly sessionId?: string | undefined;
}

const KINDS = ['access', 'refresh'] as const;

/**
 * Until when something holds an active token, ISO 8601; `null`: it holds none now. What a document keeps of its tokens is judged by
 * what the organisation has decided so far, so it is right at once after a bulk revocation; only single tokens that were revoked
 * by their id are not told apart there.
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

/** Whose a token may be: which of the foreign issuers it was isn't kept, so it is active if it is as one of any of them. */
function issuersOf(org: OrgState, issue: LiveTokens['access']['issues'][number]): readonly string[] {
  if (isOwnIssue(issue)) return [org.issuer ?? ''];
  return org.foreignIssuers.size === 0 ? [''] : [...org.foreignIssuers.keys()];
}
