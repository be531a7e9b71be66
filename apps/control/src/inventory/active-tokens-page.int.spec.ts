import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TOKEN_MODEL, type TokenDoc } from '#domain';
import {
  foldedOrg,
  orgRegistered,
  ORG_ID,
  projected,
  recordedLog,
  START_MS,
  timeAt,
  tokenIssued,
  usageLog,
} from '#domain/testing';
import { listTokens, READ_MODEL_COLLECTIONS, type Page, type ReadModelStore } from '#read-models';
import { embeddedUnderTest, type ReadModelsUnderTest } from '#read-models/testing';
import { type ActivePageOptions, activeTokensPage, type TokenPages } from './active-tokens-page.js';

const USER = 'user-1';
const DAY_MS = 86_400_000;
const NOW_MS = START_MS + DAY_MS / 2;
const ORG = foldedOrg(recordedLog([orgRegistered()]));
/** How many queries a page takes at most. */
const BOUND = 21;

let storage: ReadModelsUnderTest;
let store: ReadModelStore;
let apps = 0;
beforeAll(async () => {
  storage = await embeddedUnderTest();
  store = await storage.connect();
  await store.open(READ_MODEL_COLLECTIONS);
});
afterAll(() => storage.dispose());

/** A token that was issued `ago` seconds before now, and is active or has expired. */
interface Issued {
  readonly ago: number;
  readonly isActive: boolean;
}

async function write(clientId: string, tokens: readonly Issued[], prefix = 'token'): Promise<void> {
  const facts = tokens.map(({ ago, isActive }, n) => {
    const issuedAt = timeAt(NOW_MS - ago * 1000);
    const expiresAt = timeAt(isActive ? NOW_MS + 60_000 : NOW_MS - 1000);
    return tokenIssued({ clientId, tokenId: `${clientId}-${prefix}-${String(n)}`, issuedAt, expiresAt });
  });
  const docs = projected(TOKEN_MODEL, usageLog(facts));
  const writes = [...docs].map(([id, doc]) => ({ id, expected: null, positions: {}, doc }));
  await store.write(TOKEN_MODEL.collection, writes);
}

/** An app with tokens. A query lists at most `atOnce` of them, so that a few tokens take many queries. */
async function appWith(tokens: readonly Issued[], atOnce: number) {
  apps += 1;
  const clientId = `app-${String(apps)}`;
  await write(clientId, tokens);
  let queries = 0;
  const list: TokenPages = ({ after, limit }) => {
    queries += 1;
    return listTokens(store, ORG_ID, clientId, USER, { after, limit: Math.min(limit, atOnce) });
  };
  const page = async (options: ActivePageOptions) => {
    queries = 0;
    const { items, next } = await activeTokensPage(ORG, list, options, NOW_MS);
    return { ids: items.map(({ doc }) => doc.tokenId), next, queries };
  };
  const { items } = await listTokens(store, ORG_ID, clientId, USER, { limit: 1000 });
  const active = items.map(({ doc }) => doc).filter(({ expiresAt }) => (expiresAt ?? '') > timeAt(NOW_MS));
  return { clientId, list, page, active: active.map(({ tokenId }) => tokenId) };
}

/** All pages, from the first to the last. */
async function pagesOf(app: Awaited<ReturnType<typeof appWith>>, limit: number) {
  const pages: Awaited<ReturnType<typeof app.page>>[] = [];
  let after: string | undefined;
  do {
    const page = await app.page({ after, limit });
    pages.push(page);
    after = page.next;
  } while (after !== undefined);
  return pages;
}

/** Runs of active tokens and of expired ones; some tokens are issued in the same second. */
const tokenLists = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 40 }), isActive: fc.boolean() }), { maxLength: 8 })
  .chain((stretches) => {
    const all = stretches.flatMap(({ length, isActive }) => Array<boolean>(length).fill(isActive));
    return fc
      .array(fc.integer({ min: 0, max: 2 }), { minLength: all.length, maxLength: all.length })
      .map((steps) => {
        let ago = 1;
        return all.map((isActive, n): Issued => ({ isActive, ago: (ago += steps[n] ?? 0) }));
      });
  });
const sizes = fc.integer({ min: 1, max: 30 });
const RUNS = { numRuns: 100 };

describe('whatever tokens there are', () => {
  it('the pages together are the active ones, in order, each once; only one that took all its queries is short of some', () =>
    fc.assert(
      fc.asyncProperty(tokenLists, sizes, sizes, async (tokens, atOnce, limit) => {
        const app = await appWith(tokens, atOnce);
        const pages = await pagesOf(app, limit);
        expect(pages.flatMap(({ ids }) => ids)).toEqual(app.active);
        for (const { ids, next, queries } of pages) {
          expect(queries).toBeLessThanOrEqual(BOUND);
          expect(ids.length).toBeLessThanOrEqual(limit);
          if (next !== undefined && queries < BOUND - 1) expect(ids).toHaveLength(limit);
        }
        // The last page is empty only if it is the only one, or if the page before ran out of queries.
        const [last, before] = [...pages].reverse();
        if (last?.ids.length === 0 && before !== undefined)
          expect(before.queries).toBeGreaterThanOrEqual(BOUND - 1);
      }),
      RUNS,
    ));

  it('a page that skips some is the one that comes after those, or says where it got to', () =>
    fc.assert(
      fc.asyncProperty(tokenLists, sizes, sizes, fc.nat(200), async (tokens, atOnce, limit, skip) => {
        const app = await appWith(tokens, atOnce);
        const { ids, next, queries } = await app.page({ limit, skip });
        const wanted = app.active.slice(skip, skip + limit);
        expect(queries).toBeLessThanOrEqual(BOUND);
        if (next === undefined || queries < BOUND - 1) {
          expect(ids).toEqual(wanted);
          expect(next !== undefined).toBe(app.active.length > skip + limit);
        } else expect(wanted.slice(0, ids.length)).toEqual(ids);
      }),
      RUNS,
    ));
});

it('looking through too many that ended, a page is empty and leads on', async () => {
  const tokens = Array.from({ length: 50 }, (_, n) => ({ ago: n + 1, isActive: n === 49 }));
  const pages = await pagesOf(await appWith(tokens, 1), 5);
  expect(pages.map(({ ids, queries }) => [ids.length, queries])).toEqual([
    [0, BOUND - 1],
    [0, BOUND - 1],
    [1, 10],
  ]);
});

it('a token that comes while a page is read costs no other one its place', async () => {
  const app = await appWith(
    Array.from({ length: 6 }, (_, n) => ({ ago: 10 * n + 10, isActive: true })),
    1000,
  );
  let isFirst = true;
  const list: TokenPages = async (options): Promise<Page<TokenDoc>> => {
    const page = await app.list(options);
    if (isFirst) await write(app.clientId, [{ ago: 15, isActive: true }], 'late');
    isFirst = false;
    return page;
  };
  const { items, next } = await activeTokensPage(ORG, list, { limit: 3 }, NOW_MS);
  const rest = await app.page({ after: next, limit: 10 });
  const seen = [...items.map(({ doc }) => doc.tokenId), ...rest.ids];
  expect(seen).toEqual([app.active[0], `${app.clientId}-late-0`, ...app.active.slice(1)]);
});
