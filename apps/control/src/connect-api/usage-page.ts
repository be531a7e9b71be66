import { type UsagePageQuery } from './usage-page.schema.js';
import { type Doc, type ListOptions, numberedPage, type Page } from '#read-models';

/** A page of the Connect API: documents, and the two URLs that it carries. */
export interface UsagePage<T extends Doc> {
  readonly docs: readonly T[];
  readonly urls: { readonly currentPageUrl: string; readonly nextPageUrl?: string };
}

/**
 * Reads a page by its number, as in the Connect API. `nextPageUrl` has a cursor besides the number, so that a client that follows it
 * gets every page equally fast. It is absent on the last page: otherwise such a client would never stop.
 *
 * @param numbered reads a page by its number and size. Default: reads every page before it.
 */
export async function usagePage<T extends Doc>(
  path: string,
  { page, pageSize, cursor }: UsagePageQuery,
  list: (options: ListOptions) => Promise<Page<T>>,
  numbered = (number: number, size: number) => numberedPage(list, number, size),
): Promise<UsagePage<T>> {
  const found =
    cursor === undefined ? await numbered(page, pageSize) : await list({ after: cursor, limit: pageSize });
  const url = (number: number, after?: string): string => {
    const query = new URLSearchParams({ page: String(number), pageSize: String(pageSize) });
    if (after !== undefined) query.set('cursor', after);
    return `${path}?${query.toString()}`;
  };
  const next = found.next === undefined ? {} : { nextPageUrl: url(page + 1, found.next) };
  return { docs: found.items.map(({ doc }) => doc), urls: { currentPageUrl: url(page, cursor), ...next } };
}
