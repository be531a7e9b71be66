import type { LogRecord } from '../../event-log.port.js';
import { MAX_BATCH_BYTES, MAX_BATCH_RECORDS } from '../storage/log-storage.sqlite.js';

interface Held {
  readonly record: LogRecord;
  readonly bytes: number;
}

/** The last records of a partition, at most one batch, kept in memory so that consumers at its end need no query. */
export class RecentRecords {
  #held: readonly Held[] = [];

  /** Adds the records that come directly after those held. */
  add(records: readonly Held[]): void {
    const all = [...this.#held, ...records];
    let bytes = 0;
    let keep = 0;
    while (keep < Math.min(all.length, MAX_BATCH_RECORDS)) {
      bytes += all[all.length - 1 - keep]?.bytes ?? 0;
      if (bytes > MAX_BATCH_BYTES) break;
      keep += 1;
    }
    this.#held = all.slice(all.length - keep);
  }

  /** The records from an offset on; `null` where that offset isn't held. */
  from(offset: number): readonly LogRecord[] | null {
    const first = this.#held[0]?.record.offset;
    if (first === undefined || offset < first || offset >= first + this.#held.length) return null;
    return this.#held.slice(offset - first).map(({ record }) => record);
  }

  dropBefore(offset: number): void {
    this.#held = this.#held.filter(({ record }) => record.offset >= offset);
  }
}
