import { type DenialsQuery } from './list-denials.http.schema.js';
import { DENIAL_MODEL, DENIAL_REASONS, denialDocId, type DenialDoc } from '#domain';
import { ProblemException } from '#platform';
import { listDenials, type ReadModelStore } from '#read-models';

/** A page of denials. */
export interface DenialsPage {
  readonly denials: readonly DenialDoc[];
  readonly next?: string;
}

/** Largest number of index pages that are read for one page of a query with a reason. */
const MAX_READS = 10;

/**
 * The denials that a query asks for, the latest first. One app and one user have at most one denial per reason. No index contains the
 * reason, so pages of an index are read, without the denials for other reasons, until a page is not empty.
 * @throws ProblemException `BAD_CURSOR`
 */
export async function denialsPage(
  store: ReadModelStore,
  orgId: string,
  query: DenialsQuery,
): Promise<DenialsPage> {
  const { client_id: clientId, user_id: userId, reason, limit } = query;
  if (clientId !== undefined && userId !== undefined)
    return { denials: await ofPair(store, orgId, clientId, userId, query) };
  const of = clientId === undefined ? (userId === undefined ? undefined : { userId }) : { clientId };
  let after = placeOf(query);
  for (let reads = 1; ; reads += 1) {
    const { items, next } = await listDenials(store, orgId, { limit, after, of });
    const denials = items
      .map(({ doc }) => doc)
      .filter((doc) => reason === undefined || doc.reason === reason);
    if (next === undefined) return { denials };
    if (denials.length > 0 || reads === MAX_READS) return { denials, next: cursorOf(next, reason) };
    after = next;
  }
}

async function ofPair(
  store: ReadModelStore,
  orgId: string,
  clientId: string,
  userId: string,
  { reason, cursor }: DenialsQuery,
): Promise<readonly DenialDoc[]> {
  // They all fit on one page, so no cursor was ever returned for such a query.
  if (cursor !== undefined) throw cursorOfAnotherQuery();
  const reasons = reason === undefined ? DENIAL_REASONS : [reason];
  const ids = reasons.map((each) => denialDocId(orgId, clientId, userId, each));
  const found = await store.getMany<DenialDoc>(DENIAL_MODEL.collection, ids);
  return [...found.values()]
    .map(({ doc }) => doc)
    .sort((a, b) => (a.lastAt === b.lastAt ? 0 : a.lastAt < b.lastAt ? 1 : -1));
}

/** Puts the reason into the cursor, so that the cursor works only for the same reason. The index's own cursor doesn't contain it. */
function cursorOf(next: string, reason: DenialsQuery['reason']): string {
  return reason === undefined ? next : `${reason}.${next}`;
}

function placeOf({ cursor, reason }: DenialsQuery): string | undefined {
  if (cursor === undefined || reason === undefined) return cursor;
  if (!cursor.startsWith(`${reason}.`)) throw cursorOfAnotherQuery();
  return cursor.slice(reason.length + 1);
}

function cursorOfAnotherQuery(): ProblemException {
  return new ProblemException('BAD_CURSOR', { detail: 'The cursor belongs to another query.' });
}
