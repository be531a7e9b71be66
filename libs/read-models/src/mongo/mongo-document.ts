import type { Doc, Stored } from '../read-model-store.port.js';

/** A read model's document as it is stored in MongoDB. */
export interface MongoDocument {
  readonly _id: string;
  readonly rev: number;
  /** Id of the write that made this revision; by it a writer recognises its own write. */
  readonly by: string;
  /** Pairs, because names of topics hold dots. */
  readonly pos: readonly (readonly [string, string])[];
  readonly doc: Doc;
}

/** The document as the port gives it. */
export function toStored(document: MongoDocument): Stored {
  return {
    id: document._id,
    revision: document.rev,
    positions: Object.fromEntries(document.pos),
    doc: document.doc,
  };
}
