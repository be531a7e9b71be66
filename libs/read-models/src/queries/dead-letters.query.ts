import type { Doc, Page, ReadModelStore } from '../read-model-store.port.js';
import { DEAD_LETTERS } from './collections.js';
import { listPage, type ListOptions } from './list.query.js';

/** Where a record stands that could not be read, and why. */
export type DeadLetterDoc = Doc & {
  readonly topic: string;
  readonly partition: number;
  readonly generation: string;
  readonly offset: number;
  /** ISO 8601, the log's clock. */
  readonly appendedAt: string;
  /** The organisation that it claims to be of; nobody checked. */
  readonly claimedOrgId: string | null;
  readonly reason: string;
};

/** Records that could not be read, the newest first. Of every organisation: for operators only. */
export function listDeadLetters(store: ReadModelStore, options: ListOptions): Promise<Page<DeadLetterDoc>> {
  return listPage(store, { collection: DEAD_LETTERS.name, index: 'byTime', equals: {} }, options);
}
