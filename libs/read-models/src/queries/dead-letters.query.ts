import type { Doc, Page, ReadModelStore } from '../read-model-store.port.js';
import { DEAD_LETTERS } from './collections.js';
import { listPage, type ListOptions } from './list.query.js';

/** The position of a record that could not be decoded, and why. */
export type DeadLetterDoc = Doc & {
  readonly topic: string;
  readonly partition: number;
  readonly generation: string;
  readonly offset: number;
  /** ISO 8601, the log's clock. */
  readonly appendedAt: string;
  /** The organisation that the record claims to belong to; not verified. */
  readonly claimedOrgId: string | null;
  readonly reason: string;
};

/** Records that could not be decoded, the newest first. The list covers every organisation, so show it to operators only. */
export function listDeadLetters(store: ReadModelStore, options: ListOptions): Promise<Page<DeadLetterDoc>> {
  return listPage(store, { collection: DEAD_LETTERS.name, index: 'byTime', equals: {} }, options);
}
