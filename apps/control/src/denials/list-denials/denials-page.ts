import { type DenialsQuery } from './list-denials.http.schema.js';
import { DENIAL_MODEL, DENIAL_REASONS, denialDocId, type DenialDoc } from '#domain';
import { ProblemException } from '#platform';
import { listDenials, type ReadModelStore } from '#read-models';

/** A page of denials. */
export interface DenialsPage {
  readonly denials: readonly DenialDoc[];
  readonly next?: string;
}

/** How many pages of the index one page with a reason may take. */
const MOST_READS = 10;

/**
 * The denials that a query asks for, the latest first. Those of one app and one user are at most one per reason. A reason is no part
 * of any index: what has another one is left out of each page that is read, until one holds something.
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
    if (denials.length > 0 || reads === MOST_READS) return { denials, next: cursorOf(next, reason) };
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
  // All of them are on the one page, so no page ever answered a cursor.
  if (cursor !== undefined) throw notOfThisQuery();
  const reasons = reason === undefined ? DENIAL_REASONS : [reason];
  const ids = reasons.map((each) => denialDocId(orgId, clientId, userId, each));
  const found = await store.getMany<DenialDoc>(DENIAL_MODEL.collection, ids);
  return [...found.values()]
    .map(({ doc }) => doc)
    .sort((a, b) => (a.lastAt === b.lastAt ? 0 : a.lastAt < b.lastAt ? 1 : -1));
}

/** A cursor belongs to its reason too, which the index knows nothing of. */
function cursorOf(next: string, reason: DenialsQuery['reason']): string {
  return reason === undefined ? next : `${reason}.${next}`;
}

function placeOf({ cursor, reason }: DenialsQuery): string | undefined {
  if (cursor === undefined || reason === undefined) return cursor;
  if (!cursor.startsWith(`${reason}.`)) throw notOfThisQuery();
  return cursor.slice(reason.length + 1);
}

function notOfThisQuery(): ProblemException {
  return new ProblemException('BAD_CURSOR', { detail: 'The cursor belongs to another query.' });
}
