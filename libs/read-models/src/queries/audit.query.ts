import { AUDIT_LISTS, AUDIT_MODEL, type AuditDoc } from '#domain';
import type { Page, ReadModelStore, Selection } from '../read-model-store.port.js';
import { listPage, type ListOptions } from './list.query.js';

/** A filter of decisions: a decision has to match every member that is given. */
export interface AuditFilter {
  readonly type?: string | undefined;
  readonly actorId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly userId?: string | undefined;
  /** Recorded at this time or later, epoch ms. */
  readonly fromMs?: number | undefined;
  /** Recorded before this time, epoch ms. */
  readonly toMs?: number | undefined;
}

/** Largest number of pages that are read for one answer, if one index can't answer the whole filter. */
const MAX_PAGES = 5;

/**
 * The decisions of an organisation, the newest first. One index answers one member of the filter and the times; its results are then
 * filtered by the other members. So a page may hold fewer than `limit` items, or none, and still not be the last.
 */
export async function listAudit(
  store: ReadModelStore,
  orgId: string,
  { after, limit, ...filter }: ListOptions & AuditFilter,
): Promise<Page<AuditDoc>> {
  const { list, others } = selectionOf(orgId, filter);
  const found = { items: [] as Page<AuditDoc>['items'][number][], next: after };
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    // Reads only as many as still fit, so that the cursor points to the end of the page.
    const page: Page<AuditDoc> = await listPage(store, list, {
      after: found.next,
      limit: limit - found.items.length,
    });
    found.items.push(
      ...page.items.filter(({ doc }) => others.every(([field, value]) => doc[field] === value)),
    );
    found.next = page.next;
    if (page.next === undefined || found.items.length >= limit) break;
  }
  return { items: found.items, ...(found.next === undefined ? {} : { next: found.next }) };
}

type FieldValues = readonly (readonly ['type' | 'actorId' | 'clientId' | 'userId', string])[];

/** Chooses the index of the member that usually leaves the fewest decisions. */
function selectionOf(
  orgId: string,
  { type, actorId, clientId, userId, fromMs, toMs }: AuditFilter,
): { readonly list: Selection; readonly others: FieldValues } {
  const wanted = [
    [AUDIT_LISTS.byUser, 'userId', userId],
    [AUDIT_LISTS.byApp, 'clientId', clientId],
    [AUDIT_LISTS.byActor, 'actorId', actorId],
    [AUDIT_LISTS.byType, 'type', type],
  ] as const;
  const given = wanted.flatMap(([list, field, value]) =>
    value === undefined ? [] : [{ list, field, value }],
  );
  const [first, ...rest] = given;
  const isBounded = fromMs !== undefined || toMs !== undefined;
  const between = {
    ...(fromMs === undefined ? {} : { from: fromMs }),
    ...(toMs === undefined ? {} : { to: toMs }),
  };
  return {
    list: {
      collection: AUDIT_MODEL.collection,
      index: (first?.list ?? AUDIT_LISTS.byTime).name,
      equals: { orgId, ...(first === undefined ? {} : { [first.field]: first.value }) },
      ...(isBounded ? { between } : {}),
    },
    others: rest.map(({ field, value }) => [field, value] as const),
  };
}
