import type { Doc, Page, ReadModelStore, Selection } from '../read-model-store.port.js';

/** The page of a list to read. */
export interface ListOptions {
  /** `next` of the page before; opaque. Default: the first page. */
  readonly after?: string | undefined;
  /** 1 to 1000. */
  readonly limit: number;
}

/** A page of a read model's list. */
export function listPage<T extends Doc>(
  store: Pick<ReadModelStore, 'page'>,
  list: Selection,
  { after, limit }: ListOptions,
): Promise<Page<T>> {
  return store.page<T>({ ...list, limit, ...(after === undefined ? {} : { after }) });
}

/**
 * Reads a page by its number, for clients that don't use cursors. It reads every page before it, a thousand documents at a time, so
 * the cost grows with the number. A page past the end is empty. Don't use it for lists that filter out most of what they read.
 *
 * @param page counted from 0
 * @param size 1 to 1000
 * @example
 * const third = await numberedPage((options) => listApps(store, orgId, options), 2, 100);
 */
export async function numberedPage<T extends Doc>(
  list: (options: ListOptions) => Promise<Page<T>>,
  page: number,
  size: number,
): Promise<Page<T>> {
  let after: string | undefined;
  for (let left = page * size; left > 0;) {
    const skipped = await list({ after, limit: Math.min(left, 1000) });
    if (skipped.next === undefined) return { items: [] };
    left -= skipped.items.length;
    after = skipped.next;
  }
  return list({ after, limit: size });
}
