import { type Db, MongoClient } from 'mongodb';
import { READ_MODEL_COLLECTIONS, type ReadModelStore } from '#read-models';
import { createMongoReadModels } from '#read-models/mongo';
import { TOKEN_KINDS } from '#domain';
import { uniqueDatabase } from '../../test/harness/isolation.ts';
import { type Projected, startProjected } from '../projection/projected.ts';
import { printBounds } from '../shared/aims.ts';
import { Closers } from '../shared/closers.ts';
import { progress } from '../shared/command-line.ts';
import { printReport, type Row } from '../shared/report.ts';
import { benchServer } from '../shared/servers.ts';
import { summariseRates } from '../shared/statistics.ts';
import { busiestApp, casesOf } from './cases.ts';
import { type Cpu, Fill, freeBytes } from './fill.ts';
import { checkSame, type Effort, measureOurs, measurePeer, nameOf, prepare } from './measure-case.ts';
import { Organisation } from './organisation.ts';
import { duration, whole } from './progress-bar.ts';
import { activeAfter, Refreshing } from './refreshing.ts';
import { SkipPeer } from './skip-peer.ts';
import { type CollectionFigures, storageFigures, totalOf } from './storage-figures.ts';

/** What to fill and measure. */
export interface Plan extends Effort {
  /** Numbers of tokens, ascending, at which figures are taken; the last one is where the fill ends. */
  readonly sizes: readonly number[];
  /** Time for filling in all, ms. */
  readonly maxFillMs: number;
  /** Cache of a server that is started for the run, GB. */
  readonly cacheGb: number;
  /** A database that stays and may hold an earlier fill; `null`: one that is dropped at the end. */
  readonly keptIn: string | null;
}

/** The aim for the 99th percentile of every page, however deep, ms. */
const AIM_MS = 50;
const SETTLE_MS = 15 * 60_000;
const REVOKED_MS = 15 * 60_000;

/** What is measured on. */
interface Bench {
  readonly db: Db;
  readonly store: ReadModelStore;
  readonly projected: Projected;
  readonly organisation: Organisation;
  readonly peer: SkipPeer;
}

/** What was found at one size. */
interface AtSize {
  readonly tokens: number;
  readonly rows: readonly Row[];
  readonly storage: readonly CollectionFigures[];
}

/** Fills, and measures at each size. */
export async function measureUsagePages(plan: Plan): Promise<void> {
  const closers = new Closers();
  try {
    const bench = await open(plan, closers);
    const limits = { maxMs: plan.maxFillMs, sizes: plan.sizes };
    const fill = await Fill.open(bench.organisation, bench.projected, bench.db, limits);
    const sizes: AtSize[] = [];
    for (const size of plan.sizes) {
      const total = plan.sizes.at(-1) ?? size;
      const { tokens, rates, cpu, stopped } = await fill.upTo(size, total);
      if (tokens === sizes.at(-1)?.tokens) break;
      // An earlier run measured this size and went further.
      if (tokens < fill.kept) continue;
      const storage = await storageFigures(bench.db);
      if (fill.kept === 0) await forecast(bench.db, { tokens, total, storage, spentMs: fill.spentMs });
      const rows = [
        ...fillRows(rates, cpu),
        ...storageRows(storage, tokens),
        ...(await pageRows(bench, plan)),
      ];
      const isLast = stopped !== null || size === total;
      sizes.push({
        tokens,
        storage,
        rows: isLast && plan.keptIn === null ? [...rows, ...(await revokedRows(bench, plan))] : rows,
      });
      if (stopped !== null) break;
    }
    report(sizes);
  } finally {
    await closers.close();
  }
}

async function open({ cacheGb, keptIn }: Plan, closers: Closers): Promise<Bench> {
  const server = await benchServer('mongo');
  closers.add(() => server.release());
  const client = new MongoClient(server.address.url);
  closers.add(() => client.close());
  if (!server.given) {
    // The tests' servers get little memory, because there are many; this one is alone.
    const wiredTigerEngineRuntimeConfig = `cache_size=${String(cacheGb)}G`;
    await client.db('admin').command({ setParameter: 1, wiredTigerEngineRuntimeConfig });
  }
  const db = client.db(keptIn ?? uniqueDatabase('bench'));
  if (server.given && keptIn === null) closers.add(() => db.dropDatabase());
  const store = createMongoReadModels({ client, database: db.databaseName });
  await store.open(READ_MODEL_COLLECTIONS);
  const projected = await startProjected(store);
  closers.add(() => projected.close());
  return { db, store, projected, organisation: new Organisation(), peer: new SkipPeer(db) };
}

/** Says early what the whole fill will take, so that one can stop it. */
async function forecast(
  db: Db,
  at: {
    readonly tokens: number;
    readonly total: number;
    readonly storage: readonly CollectionFigures[];
    readonly spentMs: number;
  },
): Promise<void> {
  const { dataBytes, indexBytes } = totalOf(at.storage);
  const bytes = ((dataBytes + indexBytes) / at.tokens) * at.total;
  const free = await freeBytes(db);
  progress(
    `${whole(at.tokens)} tokens after ${duration(at.spentMs)}; at this rate ${whole(at.total)} take ${duration((at.spentMs / at.tokens) * at.total)} and ${gb(bytes)} of files (${gb(free)} are free)`,
  );
}

async function pageRows(bench: Bench, effort: Effort): Promise<readonly Row[]> {
  const { store, organisation, peer } = bench;
  const refreshing = new Refreshing(store, organisation);
  await refreshing.settle(SETTLE_MS).finally(() => refreshing.close());
  const prepared = [];
  for (const each of await casesOf(store, organisation)) {
    const ready = await prepare(store, peer, each, effort);
    await checkSame(store, peer, ready);
    prepared.push(ready);
  }
  progress(`pages: ${String(prepared.length)} cases`);
  const ours: Row[] = [];
  for (const ready of prepared) {
    const summary = await measureOurs(store, ready, effort);
    ours.push({ case: nameOf(ready.of), peer: 'rescind', unit: 'ms', ...summary });
  }
  // Last, because what the peer reads evicts other pages from the server's cache.
  progress(`pages: the same by ${SkipPeer.peer}`);
  const rows: Row[] = [];
  for (const [at, ready] of prepared.entries()) {
    const summary = await measurePeer(peer, ready, effort);
    const own = ours[at];
    if (own !== undefined) rows.push(own, { ...own, peer: SkipPeer.peer, ...summary });
  }
  return rows;
}

async function revokedRows(bench: Bench, { requests }: Effort): Promise<readonly Row[]> {
  const clientId = await busiestApp(bench.store);
  const covers = TOKEN_KINDS;
  const revocations = [
    ['app', { type: 'AppTokensRevoked', data: { clientId, covers } }],
    ['org', { type: 'OrgTokensRevoked', data: { covers } }],
  ] as const;
  const rows: Row[] = [];
  for (const [what, fact] of revocations) {
    const { ours, theirs, finishedMs, appsDoneMs, doneSoFar } = await activeAfter(bench, fact, {
      requests,
      maxMs: REVOKED_MS,
    });
    const row = { case: `apps-active-after-${what}-revoked`, unit: 'ms' };
    rows.push({ ...row, peer: 'rescind', ...ours }, { ...row, peer: SkipPeer.peer, ...theirs });
    const done =
      finishedMs === null
        ? `${whole(doneSoFar)} documents, not done, after ${whole(REVOKED_MS)} ms`
        : `done in ${whole(finishedMs)} ms`;
    const apps = appsDoneMs === null ? '' : `; apps listed as they are after ${whole(appsDoneMs)} ms`;
    progress(`refresher after ${fact.type}: ${done}${apps}`);
  }
  return rows;
}

/** Answers no rows if an earlier run had filled it. */
function fillRows(rates: readonly number[], cpu: Cpu): readonly Row[] {
  if (rates.length === 0) return [];
  return [
    { case: 'fill', peer: 'rescind', unit: 'tokens/s', ...summariseRates(rates) },
    flatRow('fill-cpu-projector', 'µs/token', cpu.projector),
    flatRow('fill-cpu-mongod', 'µs/token', cpu.mongod),
  ];
}

function storageRows(storage: readonly CollectionFigures[], tokens: number): readonly Row[] {
  const { bsonBytes, dataBytes, indexBytes } = totalOf(storage);
  return [
    flatRow('documents-bson', 'bytes/token', bsonBytes / tokens),
    flatRow('documents-files', 'bytes/token', dataBytes / tokens),
    flatRow('index-files', 'bytes/token', indexBytes / tokens),
  ];
}

/** A row for a figure that was measured once. */
function flatRow(name: string, unit: string, value: number): Row {
  return { case: name, peer: 'rescind', unit, median: value, p99: value };
}

function report(sizes: readonly AtSize[]): void {
  const rows = sizes.flatMap(({ tokens, rows: ofSize }) =>
    ofSize.map((row) => ({ ...row, case: `${row.case}-${short(tokens)}` })),
  );
  printReport('usage-pages', rows);
  const last = sizes.at(-1);
  if (last === undefined || process.argv.includes('--json')) return;
  printStorage(last);
  printGrowth(sizes);
  const pages = last.rows.filter(({ peer, unit }) => peer === 'rescind' && unit === 'ms');
  printBounds(pages, { figure: 'p99', atMost: AIM_MS });
}

function printStorage({ tokens, storage }: AtSize): void {
  console.log(`\nstorage at ${whole(tokens)} tokens`);
  for (const each of [...storage, totalOf(storage)]) {
    const { collection, documents, bsonBytes, dataBytes, indexBytes } = each;
    const perDocument = `${whole(bsonBytes / documents)} bytes of BSON each`;
    console.log(
      `${collection.padEnd(16)} ${whole(documents).padStart(11)} documents, ${perDocument}; files: ${gb(dataBytes)}, indexes ${gb(indexBytes)}`,
    );
  }
}

/** Each case from size to size. */
function printGrowth(sizes: readonly AtSize[]): void {
  console.log(`\ngrowth: median at ${sizes.map(({ tokens }) => short(tokens)).join(', ')} tokens`);
  for (const { case: name, peer, unit } of sizes[0]?.rows ?? []) {
    const medians = sizes.map(
      ({ rows }) => rows.find((row) => row.case === name && row.peer === peer)?.median,
    );
    const figures = medians.map((median) => (median === undefined ? '-' : median.toPrecision(3)).padStart(9));
    console.log(`${name.padEnd(40)} ${peer.padEnd(14)} ${figures.join(' ')} ${unit}`);
  }
}

function short(tokens: number): string {
  if (tokens >= 1_000_000) return `${String(Math.round(tokens / 10_000) / 100)}M`;
  return tokens >= 1_000 ? `${String(Math.round(tokens / 100) / 10)}k` : String(tokens);
}

function gb(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(3)} GB`;
}
