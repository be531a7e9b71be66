import type { CollectionOptions } from 'mongodb';

/** Options of a collection that may not lose or forget a write: majority, journaled writes; reads from the primary, of what a majority holds. */
export const DURABLE_COLLECTION = {
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
  readConcern: { level: 'majority' },
} as const satisfies CollectionOptions;
