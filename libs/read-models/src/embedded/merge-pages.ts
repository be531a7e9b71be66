import type { Stored } from '../read-model-store.port.js';
import type { CursorPlace } from '../paging/cursor.codec.js';
import { type IndexPlan, isEmpty } from '../paging/index-plan.js';
import { compareScalars, indexedValue, type Scalar } from '../paging/scalar.js';

/** Reads up to `limit` documents of a plan that has one value per leading field, strictly after a place. */
export type Scan = (plan: IndexPlan, place: CursorPlace | null, limit: number) => Promise<readonly Stored[]>;

/** Documents read of each value at first. Where more of a value are needed, more are read at once. */
const FIRST_READ = 4;

/**
 * Reads up to `limit` documents of a plan after a place. Where a field may have several values, each value's documents are a
 * list of their own in the wanted order, read a few at a time and merged: what is read is bounded by the page, however
 * many documents a value has.
 */
export async function readPlan(
  plan: IndexPlan,
  place: CursorPlace | null,
  limit: number,
  scan: Scan,
): Promise<readonly Stored[]> {
  if (plan.range !== null && isEmpty(plan.range)) return [];
  if (plan.any === null) return scan(plan, place, limit);
  const { any, prefix } = plan;
  const first = Math.max(FIRST_READ, Math.ceil(limit / Math.max(1, any.length)) + 1);
  const streams = any.map(
    (value) => new Stream({ ...plan, prefix: [...prefix, value], any: null }, place, Math.min(first, limit)),
  );
  await Promise.all(streams.map((stream) => stream.fill(scan)));
  const merged = new Map<string, Stored>();
  while (merged.size < limit) {
    const next = streams.reduce<Stream | null>((least, stream) => stream.orBefore(least), null);
    const document = next?.take();
    if (next === null || document === undefined) break;
    // One that changed its value while the page was read may be in two lists.
    if (!merged.has(document.id)) merged.set(document.id, document);
    if (merged.size < limit) await next.fill(scan);
  }
  return [...merged.values()];
}

class Stream {
  private buffer: readonly Stored[] = [];
  private isEnded = false;

  constructor(
    private readonly plan: IndexPlan,
    private place: CursorPlace | null,
    private size: number,
  ) {}

  /** Reads on, if nothing that was read is left. */
  async fill(scan: Scan): Promise<void> {
    if (this.isEnded || this.buffer.length > 0) return;
    this.buffer = await scan(this.plan, this.place, this.size);
    const last = this.buffer.at(-1);
    this.isEnded = this.buffer.length < this.size;
    if (last !== undefined) this.place = placeOf(this.plan, last);
    this.size *= 2;
  }

  take(): Stored | undefined {
    const [head, ...rest] = this.buffer;
    this.buffer = rest;
    return head;
  }

  /** Which of two has the document that comes first; this one only if it has any. */
  orBefore(other: Stream | null): Stream | null {
    const [mine] = this.buffer;
    const [theirs] = other?.buffer ?? [];
    if (mine === undefined) return other;
    return theirs === undefined || compare(this.plan, mine, theirs) < 0 ? this : other;
  }
}

/** The place of a document on the index of a plan. */
function placeOf({ rest }: IndexPlan, { id, doc }: Stored): CursorPlace {
  return { values: rest.map(({ field }): Scalar => indexedValue(doc, field)), id };
}

function compare(plan: IndexPlan, a: Stored, b: Stored): number {
  for (const { field, order } of plan.rest) {
    const difference = compareScalars(indexedValue(a.doc, field), indexedValue(b.doc, field)) * order;
    if (difference !== 0) return difference;
  }
  return compareScalars(a.id, b.id) * plan.idOrder;
}
