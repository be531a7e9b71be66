import { type PagingQuery } from './paging.schema.js';
import { ProblemException } from '#platform';

/** A keyset page of ids, in the order of their text. */
export interface FoldPage {
  readonly ids: readonly string[];
  /** Cursor of the next page. Absent on the last page. */
  readonly next?: string;
}

/**
 * Makes a page of ids that the fold holds. It passes over the ids once and keeps only those of the page, so that a list of a hundred
 * thousand ids isn't sorted for each page.
 *
 * @param list name of the list; a cursor of another list is refused.
 * @throws ProblemException `BAD_CURSOR`
 */
export function foldPage(
  ids: Iterable<string>,
  list: string,
  { limit, cursor }: Pick<PagingQuery, 'limit' | 'cursor'>,
): FoldPage {
  const after = cursor === undefined ? null : placeOf(list, cursor);
  const page: string[] = [];
  for (const id of ids) {
    if (after !== null && id <= after) continue;
    const last = page[limit];
    if (last !== undefined && id >= last) continue;
    page.splice(placeIn(page, id), 0, id);
    // One id more than the limit is kept: it shows that another page follows.
    if (page.length > limit + 1) page.pop();
  }
  const shown = page.slice(0, limit);
  const end = shown.at(-1);
  if (page.length <= limit || end === undefined) return { ids: shown };
  return { ids: shown, next: Buffer.from(JSON.stringify([list, end])).toString('base64url') };
}

/** Where to insert an id into sorted ids, by binary search. */
function placeIn(ids: readonly string[], id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function placeOf(list: string, cursor: string): string {
  const [of, id] = parsed(cursor);
  if (of !== list || typeof id !== 'string')
    throw new ProblemException('BAD_CURSOR', {
      detail: 'The cursor is not one of this list. Send a nextCursor that this list answered, or none.',
    });
  return id;
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(content) ? content : [];
  } catch {
    return [];
  }
}
