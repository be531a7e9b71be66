import { formatIsoTime, judge, type LiveTokens, type OrgState, OWN_ISSUER_TRUST } from '#domain';

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
      .filter(({ generation, offset, issuedMs, untilMs }) => {
        const rpos = generation === '' ? undefined : { generation, offset };
        const of = { kind, iss: org.issuer ?? '', clientId, sub, grantId, sid, rpos };
        const claims = { ...of, iat: issuedMs / 1000, exp: untilMs / 1000 };
        return judge(org.revocations, claims, OWN_ISSUER_TRUST, nowMs).active;
      })
      .map(({ untilMs }) => untilMs),
  );
  return until.length === 0 ? null : formatIsoTime(Math.max(...until));
}
