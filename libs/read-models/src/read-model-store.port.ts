/** A JSON value; what documents are made of. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A document's content: an object of JSON values. */
export type Doc = Readonly<Record<string, Json | undefined>>;

/** One field of an index, by its name in the document (top level). */
export interface IndexField {
  readonly field: string;
  readonly order: 1 | -1;
}

/** An index. Every list goes through one; the document id is always its last, tie-breaking field. */
export interface IndexSpec {
  readonly name: string;
  readonly fields: readonly IndexField[];
}

/** A collection: its name carries the version of its shape (`app_v1`). */
export interface CollectionSpec {
  readonly name: string;
  readonly indexes: readonly IndexSpec[];
}

/** A document with its guard. */
export interface Stored<T extends Doc = Doc> {
  readonly id: string;
  /** Goes up by one with each write; the guard of the next write. */
  readonly revision: number;
  /** Last position folded in, `generation:offset`, per `topic/partition`. */
  readonly positions: Readonly<Record<string, string>>;
  readonly doc: T;
}

/** A write that takes effect only if the document still has the revision that was read. */
export interface GuardedWrite {
  readonly id: string;
  /** Revision that was read; `null`: the document must not exist. */
  readonly expected: number | null;
  readonly positions: Readonly<Record<string, string>>;
  readonly doc: Doc;
}

/** What a query finds: documents on an index. */
export interface Selection {
  readonly collection: string;
  readonly index: string;
  /** Equality on the leading fields of the index, all of them a prefix. */
  readonly equals: Readonly<Record<string, string | number | boolean | null>>;
  /** One of several values (at most 64) of the field after those: the documents come in the order of the fields after it. */
  readonly anyOf?: {
    readonly field: string;
    readonly values: readonly (string | number | boolean | null)[];
  };
  /** Text that the next field of the index, the first one that orders, starts with. */
  readonly startsWith?: string;
  /** Bounds of that field instead: from (inclusive) and to (exclusive), both text or both numbers. */
  readonly between?: { readonly from?: string | number; readonly to?: string | number };
}

/** A page request on an index: a selection, in index order. */
export interface PageQuery extends Selection {
  /** Opaque cursor of {@link Page.next} of the same query. */
  readonly after?: string;
  /** 1 to 1000. */
  readonly limit: number;
}

/** One page; `next` is absent on the last one. */
export interface Page<T extends Doc = Doc> {
  readonly items: readonly Stored<T>[];
  readonly next?: string;
}

/** Where a projection is in a topic partition. */
export interface Checkpoint {
  readonly generation: string;
  /** Last offset whose effect is durable. */
  readonly offset: number;
}

/** Storage of read models: read the touched documents, write them guarded, page on declared indexes. */
export interface ReadModelStore {
  /** One line for people. */
  readonly description: string;
  /** Creates collections and indexes that are missing. Idempotent. */
  open(collections: readonly CollectionSpec[]): Promise<void>;
  get<T extends Doc>(collection: string, id: string): Promise<Stored<T> | null>;
  getMany<T extends Doc>(collection: string, ids: readonly string[]): Promise<ReadonlyMap<string, Stored<T>>>;
  /** Writes each document whose guard holds, durably; answers the ids whose guard did not hold. */
  write(collection: string, writes: readonly GuardedWrite[]): Promise<readonly string[]>;
  /** @throws ReadModelError `BAD_CURSOR` | `UNKNOWN_INDEX` | `STORE_UNAVAILABLE` */
  page<T extends Doc>(query: PageQuery): Promise<Page<T>>;
  /** Documents that a query finds, counted up to `atMost`. */
  count(query: Selection, atMost: number): Promise<number>;
  checkpoint(projector: string, topic: string, partition: number): Promise<Checkpoint | null>;
  /** Moves a checkpoint forward; one that is behind (same generation) is ignored. */
  saveCheckpoint(projector: string, topic: string, partition: number, checkpoint: Checkpoint): Promise<void>;
  close(): Promise<void>;
}
