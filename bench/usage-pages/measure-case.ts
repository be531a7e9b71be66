import type { ReadModelStore } from '#read-models';
import { type Summary, summarise } from '../shared/statistics.ts';
import type { Case } from './cases.ts';
import { type Listing, PAGE } from './listing.ts';
import { type SkipPeer } from './skip-peer.ts';

/** How many requests a case gets. */
export interface Effort {
  readonly requests: number;
  /** Time after which the peer stops early, ms; it makes at least three requests. */
  readonly peerMs: number;
}

/** A page to ask for. */
interface Wanted {
  readonly listing: Listing;
  readonly after: string | undefined;
  /** Documents before it. */
  readonly depth: number;
}

/** A case with the first page of each of its walks. */
export interface Prepared {
  readonly of: Case;
  readonly starts: readonly Wanted[];
  /** Documents of the list, where that was counted. */
  readonly count: number | null;
}

const WARM_UP = 5;
const MIN_PEER_REQUESTS = 3;

/** Finds out where the pages of a case are. Pages in the middle and at the end follow each other, each read once. */
export async function prepare(
  store: ReadModelStore,
  peer: SkipPeer,
  of: Case,
  { requests }: Effort,
): Promise<Prepared> {
  const [listing] = of.listings;
  if (of.where === 'first' || listing === undefined) {
    const starts = of.listings.map((each) => ({ listing: each, after: undefined, depth: 0 }));
    return { of, starts, count: null };
  }
  const count = await peer.count(listing);
  const pages = Math.min(requests + WARM_UP, Math.max(1, Math.floor(count / PAGE / 2)));
  const depth = of.where === 'middle' ? Math.floor(count / 2) : count - pages * PAGE;
  const after = await peer.cursorAt(store, listing, { depth, count });
  return { of, starts: [{ listing, after, depth: after === undefined ? 0 : depth }], count };
}

/** Reads the pages of a case as the product reads them, ms each. */
export async function measureOurs(
  store: ReadModelStore,
  prepared: Prepared,
  { requests }: Effort,
): Promise<Summary> {
  const samples: number[] = [];
  let wanted = prepared.starts[0];
  for (let at = 0; at < requests + WARM_UP && wanted !== undefined; at += 1) {
    const from = performance.now();
    const { next } = await wanted.listing.read(store, wanted.after);
    samples.push(performance.now() - from);
    wanted = following(prepared, wanted, at, next);
  }
  return summarise(samples.slice(WARM_UP));
}

/** Reads the same pages as the peer does. */
export async function measurePeer(
  peer: SkipPeer,
  prepared: Prepared,
  { requests, peerMs }: Effort,
): Promise<Summary> {
  const samples: number[] = [];
  const giveUpAt = performance.now() + peerMs;
  let wanted = prepared.starts[0];
  for (let at = 0; at < requests + WARM_UP && wanted !== undefined; at += 1) {
    const from = performance.now();
    const found = await peer.read(wanted.listing, wanted.depth);
    samples.push(performance.now() - from);
    if (samples.length >= MIN_PEER_REQUESTS && performance.now() > giveUpAt) break;
    wanted = following(prepared, wanted, at, found.length === PAGE ? '' : undefined);
  }
  return summarise(samples.length > 2 * WARM_UP ? samples.slice(WARM_UP) : samples);
}

/** @throws Error if the product and the peer answer different pages: their figures couldn't be compared */
export async function checkSame(
  store: ReadModelStore,
  peer: SkipPeer,
  { of, starts }: Prepared,
): Promise<void> {
  for (const { listing, after, depth } of starts.slice(0, 3)) {
    const { items } = await listing.read(store, after);
    const theirs = await peer.read(listing, depth);
    const isSame = items.length === theirs.length && items.every(({ id }, at) => id === theirs[at]);
    if (!isSame) throw new Error(`${nameOf(of)}: the pages differ at ${String(depth)}`);
  }
}

/** The name of a case in reports. */
export function nameOf({ name, where, listings }: Case): string {
  return where === 'first' && listings.length > 1 ? name : `${name}-${where}`;
}

/** First pages alternate. Elsewhere page follows page, and after the last one it begins again. */
function following(
  { of, starts }: Prepared,
  last: Wanted,
  at: number,
  next: string | undefined,
): Wanted | undefined {
  if (of.where === 'first' || next === undefined) return starts[(at + 1) % starts.length];
  return { ...last, after: next, depth: last.depth + PAGE };
}
