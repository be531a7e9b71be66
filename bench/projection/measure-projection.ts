import type { LogBatch } from '#event-log';
import { type Aim, printAims } from '../shared/aims.ts';
import { Closers } from '../shared/closers.ts';
import { progress } from '../shared/command-line.ts';
import { printReport, type Row } from '../shared/report.ts';
import { summariseRates } from '../shared/statistics.ts';
import { startProjected } from './projected.ts';
import { embeddedStorage, mongoStorage, type Storage } from './storages.ts';
import { type TokenDocument, Workload } from './workload.ts';

/** Facts of a round: about 830 records in each of three partitions, which is what a busy projector gets at once. */
const ROUND = 2_500;
const WARM_UP_ROUNDS = 2;
const CASES = ['TokenIssued', 'TokenUsed'] as const;

/** How much is measured. */
export interface Effort {
  /** Numbers of facts, ascending, at which figures are taken; the last one is where it ends. */
  readonly sizes: readonly number[];
}

type Case = (typeof CASES)[number];

/** What the projector and the peer get in one round. */
interface Round {
  readonly batches: readonly LogBatch[];
  readonly documents: readonly TokenDocument[];
}

/** Facts per second of each round. */
interface Rates {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

/** Measures both facts on both storages. */
export async function measureProjection(effort: Effort): Promise<void> {
  const closers = new Closers();
  try {
    const storages = [await mongoStorage(closers), embeddedStorage()];
    const rows: Row[] = [];
    for (const storage of storages) {
      for (const each of CASES) {
        await measureCase(storage, each, WARM_UP_ROUNDS * ROUND);
        const rates = await measureCase(storage, each, effort.sizes.at(-1) ?? ROUND);
        rows.push(...rowsOf(storage, each, rates, effort.sizes));
      }
    }
    printReport('projection', rows);
    printAims(rows, storages.flatMap(aimsOf));
  } finally {
    await closers.close();
  }
}

/** Fills from an empty storage to `size` facts. The projector and the peer alternate, and so does who begins. */
async function measureCase(storage: Storage, each: Case, size: number): Promise<Rates> {
  progress(`${each}, ${storage.name}: ${size.toLocaleString('en-GB')} facts`);
  const closers = new Closers();
  try {
    const { store, peer } = await storage.fresh(closers);
    const projected = await startProjected(store);
    closers.add(() => projected.close());
    // One workload each, so that the facts of the peer's rounds aren't missing in the projector's.
    const workloads = { ours: new Workload(), theirs: new Workload() };
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let done = 0; done < size; done += ROUND) {
      const { batches, documents } = roundOf(workloads, each);
      const sides = [
        async () => ours.push(await rateOf(() => projected.project(batches))),
        async () => theirs.push(await rateOf(() => peer.upsert(documents))),
      ];
      if ((done / ROUND) % 2 === 1) sides.reverse();
      for (const side of sides) await side();
    }
    return { ours, theirs };
  } finally {
    await closers.close();
  }
}

function roundOf({ ours, theirs }: Record<'ours' | 'theirs', Workload>, each: Case): Round {
  const batches = each === 'TokenIssued' ? ours.issued(ROUND) : ours.used(ROUND);
  return { batches, documents: theirs.tokens(ROUND) };
}

/** Facts per second. */
async function rateOf(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return (ROUND * 1_000) / (performance.now() - from);
}

/** One pair of rows for all rounds, and one for each size, of the rounds since the size before it. */
function rowsOf(storage: Storage, each: Case, { ours, theirs }: Rates, sizes: readonly number[]): Row[] {
  const name = `${each}-${storage.name}`;
  const pair = (suffix: string, from: number, to: number): Row[] => [
    { case: name + suffix, peer: 'rescind', unit: 'facts/s', ...summariseRates(ours.slice(from, to)) },
    { case: name + suffix, peer: storage.peer, unit: 'facts/s', ...summariseRates(theirs.slice(from, to)) },
  ];
  const ends = sizes.map((size) => Math.ceil(size / ROUND));
  const bySize = ends.flatMap((end, at) =>
    pair(`-${String((sizes[at] ?? 0) / 1_000)}k`, ends[at - 1] ?? 0, end),
  );
  return [...pair('', 0, ours.length), ...bySize];
}

function aimsOf({ name, peer }: Storage): Aim[] {
  return [
    { case: `TokenIssued-${name}`, peer, figure: 'median', ratio: 0.5 },
    { case: `TokenUsed-${name}`, peer, figure: 'median', ratio: 1 },
  ];
}
