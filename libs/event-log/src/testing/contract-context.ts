import { randomUUID } from 'node:crypto';
import type { EventLog, TopicName } from '../event-log.port.js';

/** What an adapter gives to the contract suite. */
export interface EventLogHarness {
  /** A started log. */
  readonly log: EventLog;
  /** A started log on the same data: after a restart, or a second handle. The suite uses only the newest one. */
  reopen(): Promise<EventLog>;
  /** Deletes the records below an offset; left out, the suite skips what it says about expired records. */
  deleteBefore?(topic: TopicName, partition: number, offset: number): Promise<void>;
  /** Closes every log that it handed out, and removes its data. */
  dispose(): Promise<void>;
}

/** Shared by the suite's files: the newest log of the harness. */
export class ContractContext {
  #harness: EventLogHarness | undefined;
  #log: EventLog | undefined;

  open(harness: EventLogHarness): void {
    this.#harness = harness;
    this.#log = harness.log;
  }

  get harness(): EventLogHarness {
    if (this.#harness === undefined) throw new Error('the harness could not be made');
    return this.#harness;
  }

  get log(): EventLog {
    return this.#log ?? this.harness.log;
  }

  async reopen(): Promise<EventLog> {
    this.#log = await this.harness.reopen();
    return this.#log;
  }

  async dispose(): Promise<void> {
    await this.#harness?.dispose();
  }
}

/** A key that no one else uses. */
export function freshKey(what: string): string {
  return `${what}-${randomUUID()}`;
}

/** One fresh key for each partition of the topic, by partition. */
export function freshKeys(log: EventLog, topic: TopicName): Map<number, string> {
  const keys = new Map<number, string>();
  while (keys.size < log.partitions(topic)) {
    const key = freshKey('spread');
    const partition = log.partitionOf(topic, key);
    if (!keys.has(partition)) keys.set(partition, key);
  }
  return keys;
}

/** `count` different values. */
export function values(count: number, prefix = 'value'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index)}`);
}
