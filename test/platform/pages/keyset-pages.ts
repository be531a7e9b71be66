import type { Answer } from '../api/api-client.js';

type Rows = Record<string, unknown>[];

/** One page of a list, and what asked for it. */
export interface KeysetPage {
  readonly path: string;
  readonly rows: Rows;
}

/**
 * Reads a list page by page as far as its cursors lead.
 * @param path with its query, `limit` included
 * @param member of the answer that holds the rows
 */
export async function everyPage(
  get: (path: string) => Promise<Answer>,
  path: string,
  member: string,
): Promise<readonly KeysetPage[]> {
  const pages: KeysetPage[] = [];
  let next: string | null = path;
  while (next !== null) {
    const { status, body, text } = await get(next);
    if (status !== 200) throw new Error(`No page: ${String(status)} ${text}`);
    pages.push({ path: next, rows: body[member] as Rows });
    const cursor = body['nextCursor'];
    next = typeof cursor === 'string' ? `${path}&cursor=${encodeURIComponent(cursor)}` : null;
  }
  return pages;
}
