import type { OrgState, TokenDoc } from '#domain';
import type { ListOptions, Page } from '#read-models';
import { isIssued, statusOf } from './token-status.js';

/** Pages of tokens that are looked through for one page of active ones; then it is shorter than was asked for. */
const READS = 50;

/** Lists tokens of some kind, all of them. */
export type TokenPages = (options: ListOptions) => Promise<Page<TokenDoc>>;

/** The active tokens of a list, in its order, judged at `nowMs` (epoch ms). `next` is only there where another one follows. */
export async function activeTokensPage(
  org: OrgState,
  list: TokenPages,
  { after, limit }: ListOptions,
  nowMs: number,
): Promise<Page<TokenDoc>> {
  const items: Page<TokenDoc>['items'][number][] = [];
  let next: string | undefined = after;
  let isMore = true;
  for (let read = 0; isMore && items.length < limit && read < READS; read += 1) {
    // Never more than there is room for, so that the cursor of what was read is that of what is shown.
    const page: Page<TokenDoc> = await list({ after: next, limit: limit - items.length });
    items.push(...page.items.filter(({ doc }) => isActive(org, doc, nowMs)));
    next = page.next;
    isMore = next !== undefined;
  }
  return isMore && (await follows(org, list, next, nowMs))
    ? { items, ...(next === undefined ? {} : { next }) }
    : { items };
}

/** Whether an active token comes after a place, or may: what is too far off isn't looked for. */
async function follows(
  org: OrgState,
  list: TokenPages,
  from: string | undefined,
  nowMs: number,
): Promise<boolean> {
  let after = from;
  for (let read = 0; read < READS; read += 1) {
    const page = await list({ after, limit: 100 });
    if (page.items.some(({ doc }) => isActive(org, doc, nowMs))) return true;
    if (page.next === undefined) return false;
    after = page.next;
  }
  return true;
}

function isActive(org: OrgState, token: TokenDoc, nowMs: number): boolean {
  return isIssued(token) && statusOf(org, token, nowMs).status === 'active';
}
