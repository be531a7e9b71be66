import type { OrgState, TokenDoc } from '#domain';
import type { ListOptions, Page } from '#read-models';
import { isIssued, statusOf } from './token-status.js';

/** Tokens that are read at first: mostly the newest are the active ones. */
const FIRST_CHUNK = 100;
/** Tokens that are read at a time after that, however few are asked for: most of those of a service client have ended. */
const CHUNK = 1000;
/** Chunks that are looked through for one page. */
const READS = 20;

/** Lists tokens of some kind, all of them. It may answer fewer than were asked for, and `next` where more follow. */
export type TokenPages = (options: ListOptions) => Promise<Page<TokenDoc>>;

/** Which page of the active tokens of a list. */
export interface ActivePageOptions extends ListOptions {
  /** Active ones after `after` that are left out; none of them unless told otherwise. */
  readonly skip?: number;
}

/**
 * The active tokens of a list, in its order, judged at `nowMs` (epoch ms). A page takes at most 21 queries: 20 chunks of up to a thousand
 * tokens, skipped ones among them, and one more to find its cursor. It is full, and `next` is only there where another one follows,
 * unless those chunks weren't enough: then it is shorter, or empty, and `next` is where it got to. What it had yet to skip
 * is not skipped from there.
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
      // Read again up to the last one shown, for its cursor. What is shown is what is read now, as more may have come meanwhile.
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
