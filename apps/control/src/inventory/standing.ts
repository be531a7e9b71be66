import { type AppUserDoc, foreignTokensOf, type GrantDoc, type OrgState } from '#domain';
import type { Runtime } from '#platform';
import { listGrants } from '#read-models';
import { activeUntil } from './active-until.js';

/** What an app still holds of a user. */
export interface Standing {
  /** ISO 8601; `null`: no token is active. */
  readonly activeUntil: string | null;
  /** The grants that have an active token, the one used last first. */
  readonly grants: readonly GrantDoc[];
  /** The grant used last, whether or not it stands; `null`: there never was one. */
  readonly last: GrantDoc | null;
}

/** How many grants are looked at, of an app for a user: more than may stand at a time. */
const GRANTS = 50;

/** Until when an app holds an active token of a user, ISO 8601; `null`: it holds none. */
export async function activeUntilOf(
  runtime: Runtime,
  org: OrgState,
  doc: AppUserDoc,
): Promise<string | null> {
  // Its grants are asked for only where all of it together isn't over already.
  if (activeUntil(org, doc.live, doc, runtime.ambient.now()) === null) return null;
  return (await standingOf(runtime, org, doc)).activeUntil;
}

/**
 * Judges what an app holds of a user: its grants, an app's own tokens, which come from none, and tokens of foreign issuers, of which
 * none is reported with a grant.
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
  const isByGrants = judged.length > 0 && (standing.length > 0 || next === undefined);
  const foreign = activeUntil(org, foreignTokensOf(live), { clientId, userId }, nowMs);
  const until = [...standing.map((grant) => grant.until), foreign].flatMap((at) => at ?? []).sort();
  return {
    activeUntil: isByGrants ? (until.at(-1) ?? null) : whole,
    grants: standing.map(({ doc }) => doc),
    last: items[0]?.doc ?? null,
  };
}
