import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TOKEN_MODEL } from '#domain';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { UsageUnderTest } from '../../testing/usage-under-test.js';

type Rows = Record<string, unknown>[];

/** Of a service client: it takes tokens all the time, and few of them are still good. */
const ENDED = 5000;
const ACTIVE = 10;

let control: ControlUnderTest;
let app: string;
let active: readonly string[];
let queried = 0;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  const usage = new UsageUnderTest(control);
  app = await control.newApp();
  const tokens = Array.from({ length: ENDED + ACTIVE }, (_, n) => {
    const isActive = n % (ENDED / ACTIVE) === ACTIVE;
    return usage.token({
      clientId: app,
      userId: app,
      tokenId: `${isActive ? 'active' : 'ended'}-${String(n)}`,
      issuedAt: usage.at(-1 - n / 60),
      expiresAt: usage.at(isActive ? 60 : -0.5),
    });
  });
  active = tokens.map(({ data }) => data.tokenId).filter((id) => id.startsWith('active'));
  await usage.project(tokens);
  const { readModels } = control.process.runtime.storage;
  const page = readModels.page.bind(readModels);
  jest.spyOn(readModels, 'page').mockImplementation((query) => {
    if (query.collection === TOKEN_MODEL.collection) queried += 1;
    return page(query);
  });
});
afterAll(() => control.close());

/** A page of the tokens: their ids, where the next one is, and the queries that it took. */
async function pageAt(url: string) {
  queried = 0;
  const { status, body } = await control.call(url);
  expect(status).toBe(200);
  const ids = (body['tokens'] as Rows).map((row) => String(row['revocationUrl']).split('/').at(-1) ?? '');
  const next = body['nextPageUrl'];
  return { ids, next: typeof next === 'string' ? next : undefined, queried };
}

const tokens = () => `/apps/oauth/usage/${app}/${app}/tokens`;

describe('the active tokens among thousands that ended', () => {
  it.each([1, 3, 100])(
    'take at most 7 queries for any page of %d, and no page is empty',
    async (pageSize) => {
      const pages: Awaited<ReturnType<typeof pageAt>>[] = [];
      for (let url: string | undefined = `${tokens()}?pageSize=${String(pageSize)}`; url !== undefined;) {
        const page = await pageAt(url);
        pages.push(page);
        url = page.next;
      }
      expect(pages.flatMap(({ ids }) => ids)).toEqual(active);
      expect(pages).toHaveLength(Math.ceil(ACTIVE / pageSize));
      expect(Math.max(...pages.map((page) => page.queried))).toBeLessThanOrEqual(7);
    },
  );

  it.each([0, 1, 5, 9])('are numbered: page %d of 1 takes at most 7 queries', async (number) => {
    const page = await pageAt(`${tokens()}?page=${String(number)}&pageSize=1`);
    expect(page.ids).toEqual([active[number]]);
    expect(page.next === undefined).toBe(number === ACTIVE - 1);
    expect(page.queried).toBeLessThanOrEqual(7);
  });

  it.each(['page=10&pageSize=1', 'page=100&pageSize=1', 'page=1000000&pageSize=1000'])(
    'past the end (%s) are none, after at most 7 queries',
    async (query) => {
      const page = await pageAt(`${tokens()}?${query}`);
      expect([page.ids, page.next]).toEqual([[], undefined]);
      expect(page.queried).toBeLessThanOrEqual(7);
    },
  );
});
