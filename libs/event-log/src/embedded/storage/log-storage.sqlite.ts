import type { EmbeddedDatabase, SqlStatement, SqlValue } from '#embedded';
import type { TopicName } from '../../event-log.port.js';

/** Most that one batch holds, for writing and for reading. */
export const MAX_BATCH_RECORDS = 1_000;
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** A partition as it is stored. */
export interface StoredPartition {
  readonly id: number;
  readonly topic: TopicName;
  readonly partition: number;
  readonly generation: string;
  readonly first: number;
  readonly end: number;
  readonly lastAppendedAtMs: number;
}

/** A record as it is stored. */
export interface StoredRecord {
  readonly offset: number;
  readonly appendedAtMs: number;
  readonly key: string;
  readonly value: string;
  /** Size of the value, bytes of UTF-8. */
  readonly valueBytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

const SCHEMA = [
  `CREATE TABLE IF NOT EXISTS log_partition (
    id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    generation TEXT NOT NULL,
    first_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    last_appended_at INTEGER NOT NULL,
    UNIQUE (topic, partition)
  ) STRICT`,
  `CREATE TABLE IF NOT EXISTS log_record (
    partition_id INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    appended_at INTEGER NOT NULL,
    value_bytes INTEGER NOT NULL,
    key TEXT NOT NULL,
    headers TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (partition_id, offset)
  ) STRICT`,
  `CREATE TABLE IF NOT EXISTS log_group_position (
    group_name TEXT NOT NULL,
    partition_id INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    PRIMARY KEY (group_name, partition_id)
  ) STRICT, WITHOUT ROWID`,
];

/** The tables of the embedded log. */
export class LogStorage {
  constructor(readonly database: EmbeddedDatabase) {}

  async createTables(): Promise<void> {
    await this.database.transaction(SCHEMA.map((sql) => ({ sql })));
  }

  async partitions(topic: TopicName): Promise<StoredPartition[]> {
    const sql = 'SELECT * FROM log_partition WHERE topic = ? ORDER BY partition';
    const rows = await this.database.query(sql, [topic]);
    return rows.map((row) => ({
      id: integer(row['id']),
      topic,
      partition: integer(row['partition']),
      generation: text(row['generation']),
      first: integer(row['first_offset']),
      end: integer(row['end_offset']),
      lastAppendedAtMs: integer(row['last_appended_at']),
    }));
  }

  /** All of a topic's partitions are made at once or not at all. */
  async createPartitions(topic: TopicName, generations: readonly string[]): Promise<void> {
    const sql = `INSERT INTO log_partition (topic, partition, generation, first_offset, end_offset, last_appended_at)
      VALUES (?, ?, ?, 0, 0, 0)`;
    await this.database.transaction(
      generations.map((generation, partition) => ({ sql, params: [topic, partition, generation] })),
    );
  }

  /** Appends records whose offsets follow the partition's end. */
  async append(partitionId: number, records: readonly StoredRecord[]): Promise<void> {
    const last = records.at(-1);
    if (last === undefined) return;
    await this.database.transaction([
      ...records.map((record) => insertion(partitionId, record)),
      {
        sql: 'UPDATE log_partition SET end_offset = ?, last_appended_at = ? WHERE id = ?',
        params: [last.offset + 1, last.appendedAtMs, partitionId],
      },
    ]);
  }

  /** Records from an offset on, in order, no more than a batch holds. */
  async read(partitionId: number, offset: number): Promise<StoredRecord[]> {
    const rows = await this.database.query(READ_BATCH, [
      partitionId,
      offset,
      MAX_BATCH_RECORDS,
      MAX_BATCH_BYTES,
    ]);
    return rows.map((row) => ({
      offset: integer(row['offset']),
      appendedAtMs: integer(row['appended_at']),
      key: text(row['key']),
      value: text(row['value']),
      valueBytes: integer(row['value_bytes']),
      headers: JSON.parse(text(row['headers'])) as Record<string, string>,
    }));
  }

  async setFirst(partitionId: number, first: number): Promise<void> {
    const sql = 'UPDATE log_partition SET first_offset = ? WHERE id = ?';
    await this.database.transaction([{ sql, params: [first, partitionId] }]);
  }

  /** Deletes some of the records below an offset; answers whether there may be more. */
  async deleteSomeBefore(partitionId: number, offset: number): Promise<boolean> {
    const sql = `DELETE FROM log_record WHERE rowid IN
      (SELECT rowid FROM log_record WHERE partition_id = ? AND offset < ? ORDER BY offset LIMIT ?)`;
    const [result] = await this.database.transaction([
      { sql, params: [partitionId, offset, MAX_BATCH_RECORDS] },
    ]);
    return result !== undefined && result.changes > 0;
  }

  async groupPositions(group: string): Promise<Map<number, number>> {
    const sql = 'SELECT partition_id, next_offset FROM log_group_position WHERE group_name = ?';
    const rows = await this.database.query(sql, [group]);
    return new Map(rows.map((row) => [integer(row['partition_id']), integer(row['next_offset'])]));
  }

  /** Moves a group's position forward. */
  async saveGroupPosition(group: string, partitionId: number, next: number): Promise<void> {
    const sql = `INSERT INTO log_group_position (group_name, partition_id, next_offset) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET next_offset = max(next_offset, excluded.next_offset)`;
    await this.database.transaction([{ sql, params: [group, partitionId, next] }]);
  }
}

/** The sizes are summed first, so that no more values are loaded than the batch holds; one record it always holds. */
const READ_BATCH = `
  WITH sized AS (
    SELECT offset, sum(value_bytes) OVER (ORDER BY offset) AS total
    FROM (SELECT offset, value_bytes FROM log_record
          WHERE partition_id = ?1 AND offset >= ?2 ORDER BY offset LIMIT ?3)
  )
  SELECT offset, appended_at, key, value, value_bytes, headers FROM log_record
  WHERE partition_id = ?1 AND offset BETWEEN ?2
    AND coalesce((SELECT max(offset) FROM sized WHERE total <= ?4), (SELECT min(offset) FROM sized))
  ORDER BY offset`;

function insertion(partitionId: number, record: StoredRecord): SqlStatement {
  const { offset, appendedAtMs, valueBytes, key, headers, value } = record;
  return {
    sql: `INSERT INTO log_record (partition_id, offset, appended_at, value_bytes, key, headers, value)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
    params: [partitionId, offset, appendedAtMs, valueBytes, key, JSON.stringify(headers), value],
  };
}

function integer(value: SqlValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError('the log table holds something that is not a number');
  return value;
}

function text(value: SqlValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('the log table holds something that is not text');
  return value;
}
