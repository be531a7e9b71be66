import { type PagingQuery } from './paging.schema.js';
import { ProblemException } from '#platform';

/** A keyset page of ids, in order. */
export interface FoldPage {
  readonly ids: readonly string[];
  /** Absent on the last page. */
  readonly next?: string;
}

/**
 * A page of ids that the fold holds, in the order of their text. One pass that keeps no more than the page: a list of a
 * hundred thousand is not sorted for each of its pages.
 *
 * @param list what is listed; a cursor of another list is refused.
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
    // One more than the page holds tells that there is another one.
    if (page.length > limit + 1) page.pop();
  }
  const shown = page.slice(0, limit);
  const end = shown.at(-1);
  if (page.length <= limit || end === undefined) return { ids: shown };
  return { ids: shown, next: Buffer.from(JSON.stringify([list, end])).toString('base64url') };
}

/** Where an id belongs among ids in order. */
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
    throw new ProblemException('BAD_CURSOR', { detail: 'The cursor is not one of this list.' });
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
