import type { SqlResult, SqlStatement } from './embedded-database.port.js';

/** A transaction that waits for its COMMIT. */
export interface PendingTransaction {
  readonly statements: readonly SqlStatement[];
  readonly resolve: (results: readonly SqlResult[]) => void;
  readonly reject: (error: Error) => void;
}

/** Largest group, so that a COMMIT stays short under any load. */
const MAX_TRANSACTIONS = 2_000;
const MAX_WEIGHT = 8 * 1024 * 1024;

/** Transactions in order of arrival; they are removed in groups. */
export class CommitQueue {
  #waiting: PendingTransaction[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(transaction: PendingTransaction): void {
    this.#waiting.push(transaction);
  }

  /** Removes and returns the next group: at least one transaction, unless the queue is empty. */
  takeGroup(): PendingTransaction[] {
    let weight = 0;
    let size = 0;
    for (const { statements } of this.#waiting) {
      weight += weightOf(statements);
      if (size === MAX_TRANSACTIONS || (size > 0 && weight > MAX_WEIGHT)) break;
      size += 1;
    }
    const group = this.#waiting.slice(0, size);
    this.#waiting = this.#waiting.slice(size);
    return group;
  }

  takeAll(): PendingTransaction[] {
    const all = this.#waiting;
    this.#waiting = [];
    return all;
  }
}

/** About how many characters and bytes the statements carry. */
function weightOf(statements: readonly SqlStatement[]): number {
  let weight = 0;
  for (const { params = [] } of statements) {
    for (const value of params) {
      if (typeof value === 'string') weight += value.length;
      else if (value instanceof Uint8Array) weight += value.byteLength;
    }
  }
  return weight;
}
