import type { Db, FindCursor } from 'mongodb';
import type { Doc, ReadModelStore } from '#read-models';
import { type Listing, PAGE } from './listing.ts';

/** A document as it stands in MongoDB. */
interface Stored {
  readonly _id: string;
  readonly doc: Doc;
}

/** Pages by `find().sort().skip().limit()`, the usual way where pages have numbers; on the same collections and indexes. */
export class SkipPeer {
  static readonly peer = 'mongodb-skip';
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** The ids of the page after the first `depth` documents. */
  async read(listing: Listing, depth: number): Promise<readonly string[]> {
    const found = await this.#find(listing, 1).skip(depth).limit(PAGE).batchSize(PAGE).toArray();
    return found.map(({ _id }) => _id);
  }

  /** How many documents a list has. */
  count({ collection, filter, index }: Listing): Promise<number> {
    return this.#db
      .collection<Stored>(collection)
      .countDocuments(inDocument(filter), { hint: `rm_${index.name}` });
  }

  /**
   * The product's own cursor for what comes after the first `depth` documents: that of its first page, with the values of the
   * document there, which MongoDB counts its way to once, from the nearer end. `undefined`: the list is not that long.
   */
  async cursorAt(
    store: ReadModelStore,
    listing: Listing,
    { depth, count }: { readonly depth: number; readonly count: number },
  ): Promise<string | undefined> {
    if (depth < 1) return undefined;
    const isNearEnd = depth > count / 2;
    const cursor = isNearEnd
      ? this.#find(listing, -1).skip(count - depth)
      : this.#find(listing, 1).skip(depth - 1);
    const [last] = await cursor.limit(1).toArray();
    const { next } = await listing.read(store);
    if (last === undefined || next === undefined) return undefined;
    const [digest] = JSON.parse(Buffer.from(next, 'base64url').toString()) as readonly unknown[];
    const values = listing.order.map(({ field }) => last.doc[field] ?? null);
    return Buffer.from(JSON.stringify([digest, values, last._id])).toString('base64url');
  }

  #find({ collection, filter, index, order }: Listing, way: 1 | -1): FindCursor<Stored> {
    const sort = new Map<string, 1 | -1>();
    for (const { field, order: direction } of order) sort.set(`doc.${field}`, times(direction, way));
    sort.set('_id', times(order.at(-1)?.order ?? 1, way));
    return this.#db
      .collection<Stored>(collection)
      .find(inDocument(filter))
      .hint(`rm_${index.name}`)
      .sort(sort);
  }
}

function times(a: 1 | -1, b: 1 | -1): 1 | -1 {
  return a === b ? 1 : -1;
}

function inDocument(filter: Listing['filter']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(filter).map(([field, value]) => [`doc.${field}`, value]));
}
