import type { OrgState, TokenDoc } from '#domain';
import type { ListOptions, Page } from '#read-models';
import { isIssued, statusOf } from './token-status.js';

/** Tokens that the first query reads, if the page needs no more: mostly, the newest tokens are the active ones. */
const FIRST_CHUNK = 100;
/** Tokens that each later query reads, however small the page is: most tokens of a service client have expired. */
const CHUNK = 1000;
/** How many chunks are read for one page at most. */
const READS = 20;

/** Lists tokens, active or not. It may answer fewer than were asked for; if more follow, there is a `next`. */
export type TokenPages = (options: ListOptions) => Promise<Page<TokenDoc>>;

/** Which page of the active tokens to read. */
export interface ActivePageOptions extends ListOptions {
  /** How many active tokens after `after` are left out. Default 0. */
  readonly skip?: number;
}

/**
 * A page of the active tokens of a list, in the list's order, judged at `nowMs` (epoch ms).
 *
 * A page takes at most 21 queries: 20 chunks of up to a thousand tokens, and one more to find the cursor. Normally the page is full if
 * enough tokens are active, and there is a `next` only if another active token follows. If 20 chunks aren't enough, the page is shorter
 * or empty, and `next` continues after the last chunk. Tokens that were still to be skipped then are not skipped by the next page.
 */
export async function activeTokensPage(
  org: OrgState,
  list: TokenPages,
  { after, limit, skip = 0 }: ActivePageOptions,
  nowMs: number,
): Promise<Page<TokenDoc>> {
  const activeOf = ({ items }: Page<TokenDoc>) => items.filter(({ doc }) => isActive(org, doc, nowMs));
  const found: Page<TokenDoc>['items'][number][] = [];
  const first = Math.min(CHUNK, Math.max(FIRST_CHUNK, skip + limit + 1));
  let from = after;
  let left = skip;
  for (let read = 0; read < READS; read += 1) {
    const chunk = await list({ after: from, limit: read === 0 ? first : CHUNK });
    const active = activeOf(chunk);
    const room = left + limit - found.length;
    if (active.length > room) {
      const last = active[room - 1];
      if (last === undefined) return pageTo(found, from);
      // Reads again up to the last token of the page, to get its cursor. The list may have changed since the first read, so the page
      // shows the tokens of this read.
      const shown = await list({ after: from, limit: chunk.items.indexOf(last) + 1 });
      return pageTo([...found, ...activeOf(shown).slice(left)], shown.next);
    }
    found.push(...active.slice(left));
    left = Math.max(0, left - active.length);
    from = chunk.next;
    if (from === undefined) break;
  }
  return pageTo(found, from);
}

function pageTo(items: Page<TokenDoc>['items'], next: string | undefined): Page<TokenDoc> {
  return next === undefined ? { items } : { items, next };
}

function isActive(org: OrgState, token: TokenDoc, nowMs: number): boolean {
  return isIssued(token) && statusOf(org, token, nowMs).status === 'active';
}
