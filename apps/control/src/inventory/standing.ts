import { type AppUserDoc, foreignTokensOf, type GrantDoc, type OrgState } from '#domain';
import type { Runtime } from '#platform';
import { listGrants } from '#read-models';
import { activeUntil } from './active-until.js';

/** The active tokens and grants that an app holds for a user. */
export interface Standing {
  /** When the last active token expires, ISO 8601; `null`: none is active. */
  readonly activeUntil: string | null;
  /** The grants that have an active token, the one used last first. */
  readonly grants: readonly GrantDoc[];
  /** The grant used last, whether or not it has an active token; `null`: there never was a grant. */
  readonly last: GrantDoc | null;
}

/** How many grants of an app for a user are judged: normally, fewer have an active token at a time. */
const GRANTS = 50;

/** When the last active token that an app holds for a user expires, ISO 8601; `null`: none is active. */
export async function activeUntilOf(
  runtime: Runtime,
  org: OrgState,
  doc: AppUserDoc,
): Promise<string | null> {
  // Saves a query: if no token in the document is active, no grant has an active one.
  if (activeUntil(org, doc.live, doc, runtime.ambient.now()) === null) return null;
  return (await standingOf(runtime, org, doc)).activeUntil;
}

/**
 * Judges the tokens that an app holds for a user. Tokens that came from grants are judged grant by grant, because a revocation may
 * name a grant or its session. Tokens of foreign issuers and an app's own tokens come from no grant; they are judged from `live`.
 */
export async function standingOf(
  runtime: Runtime,
  org: OrgState,
  { orgId, clientId, userId, live }: AppUserDoc,
): Promise<Standing> {
  const nowMs = runtime.ambient.now();
  const whole = activeUntil(org, live, { clientId, userId }, nowMs);
  const { items, next } = await listGrants(runtime.storage.readModels, orgId, clientId, userId, {
    limit: GRANTS,
  });
  const judged = items.map(({ doc }) => {
    const { grantId, sessionId } = doc;
    const holder = { clientId, userId, grantId, sessionId: sessionId ?? undefined };
    return { doc, until: activeUntil(org, doc.live, holder, nowMs) };
  });
  const standing = judged.filter(({ until }) => until !== null);
  // If none of the grants read has an active token but there are more of them, one of those may have one: the document decides.
  const isByGrants = judged.length > 0 && (standing.length > 0 || next === undefined);
  const foreign = activeUntil(org, foreignTokensOf(live), { clientId, userId }, nowMs);
  const until = [...standing.map((grant) => grant.until), foreign].flatMap((at) => at ?? []).sort();
  return {
    activeUntil: isByGrants ? (until.at(-1) ?? null) : whole,
    grants: standing.map(({ doc }) => doc),
    last: items[0]?.doc ?? null,
  };
}
