import type { LogBatch, LogGap, LogConsumer, ConsumerGroupOptions } from '../../event-log.port.js';
import type { LogPartition } from '../partition/log-partition.js';
import type { LogStorage } from '../storage/log-storage.sqlite.js';
import { PartitionConsumer } from './partition-consumer.js';
import { ConsumerHealth } from '../../consumer/consumer-health.js';

interface Member {
  readonly options: ConsumerGroupOptions;
  readonly health: ConsumerHealth;
}

/** A consumer group. All its members are in this process; committed offsets are stored, and kept in memory, too. */
export class ConsumerGroup {
  readonly #assignments: readonly PartitionAssignment[];
  #members: readonly Member[] = [];
  #loading: Promise<void> | undefined;

  constructor(
    readonly name: string,
    readonly storage: LogStorage,
    partitions: readonly LogPartition[],
  ) {
    this.#assignments = partitions.map((partition) => new PartitionAssignment(name, storage, partition));
  }

  /** @throws EmbeddedDatabaseError when the committed offsets can't be read. */
  async join(options: ConsumerGroupOptions): Promise<LogConsumer> {
    await this.#load();
    const member: Member = { options, health: new ConsumerHealth(options.onHealth) };
    this.#members = [...this.#members, member];
    this.#rebalance();
    return { close: () => this.#leave(member) };
  }

  async #leave(member: Member): Promise<void> {
    const held = this.#assignments.filter((assignment) => assignment.owner === member);
    this.#members = this.#members.filter((other) => other !== member);
    this.#rebalance();
    await Promise.all(held.map((assignment) => assignment.released(member)));
  }

  async #load(): Promise<void> {
    this.#loading ??= this.storage.groupPositions(this.name).then((positions) => {
      for (const assignment of this.#assignments)
        assignment.next = positions.get(assignment.partition.id) ?? 0;
    });
    try {
      await this.#loading;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }

  #rebalance(): void {
    for (const assignment of this.#assignments) {
      const { topic, partition } = assignment.partition;
      const candidates = this.#members.filter(({ options }) => options.topics.includes(topic));
      assignment.assign(candidates[partition % candidates.length] ?? null);
    }
  }
}

/** The assignment of one partition to a member of a group. A new owner begins when the previous one has stopped. */
class PartitionAssignment {
  next = 0;
  owner: Member | null = null;
  #current: { readonly member: Member; readonly consumer: PartitionConsumer } | null = null;
  #handover: Promise<void> = Promise.resolve();

  constructor(
    readonly group: string,
    readonly storage: LogStorage,
    readonly partition: LogPartition,
  ) {}

  assign(owner: Member | null): void {
    if (owner === this.owner) return;
    this.owner = owner;
    this.#handover = this.#handover.then(async () => {
      if (this.#current?.member === this.owner) return;
      await this.#current?.consumer.close();
      this.#current =
        this.owner === null ? null : { member: this.owner, consumer: this.#startConsumer(this.owner) };
    });
  }

  /** Resolves when the member's handler isn't running for this partition any more. */
  async released(member: Member): Promise<void> {
    if (this.#current?.member === member) await this.#current.consumer.close();
    await this.#handover;
  }

  #startConsumer(member: Member): PartitionConsumer {
    const { generation, bounds } = this.partition;
    const offset = Math.max(this.next, bounds.first);
    return new PartitionConsumer(
      this.partition,
      { generation, offset },
      {
        health: member.health,
        onBatch: (batch) => this.#handle(member, batch),
        onGap: (gap) => {
          this.#afterGap(member, gap);
        },
      },
    );
  }

  /** Records that were deleted before the group read them are skipped. Any other gap stops the partition until somebody looks at it. */
  #afterGap(member: Member, { kind, topic, partition }: LogGap): void {
    if (this.#current?.member !== member) return;
    if (kind === 'records-expired') this.#current = { member, consumer: this.#startConsumer(member) };
    else member.health.trouble(this, `${topic}/${String(partition)} is not read any further: ${kind}`);
  }

  async #handle(member: Member, batch: LogBatch): Promise<void> {
    await member.options.onBatch(batch);
    const next = this.#endOf(batch);
    await this.storage.saveGroupPosition(this.group, this.partition.id, next);
    this.next = next;
  }

  #endOf(batch: LogBatch): number {
    const last = batch.records.at(-1);
    return last === undefined ? this.next : last.offset + 1;
  }
}
