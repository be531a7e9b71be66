import type { Db } from 'mongodb';
import type { LogBatch } from '#event-log';
import { progress } from '../shared/command-line.ts';
import type { Projected } from '../projection/projected.ts';
import type { Organisation } from './organisation.ts';
import { ProgressBar } from './progress-bar.ts';

/** Tokens per round: a few thousand records in each partition, which is what a busy projector gets at once. */
const ROUND = 12_000;
/** Rounds in flight, so that facts are made and read while the storage writes. */
const ROUNDS_AHEAD = 2;
/** Collection of {@link Kept}. */
const KEPT = 'bench_fill';
const LOOK_AT_DISK_EVERY = 20;
/** Bytes that stay free on the disk that the server writes to. */
const KEPT_FREE_BYTES = 5 * 1024 ** 3;

/** What ends a fill. */
export interface FillLimits {
  /** Time for filling in all, ms. */
  readonly maxMs: number;
  /** Numbers of tokens at which it pauses. The facts depend on them, so they can't change for a database that was filled before. */
  readonly sizes: readonly number[];
}

/** Stored beside the read models of a database that several runs fill. */
interface Kept {
  readonly _id: 'fill';
  readonly sizes: readonly number[];
  /** Tokens whose facts are all durable. */
  readonly tokens: number;
}

/** What one stage of a fill measured. */
export interface Filled {
  readonly tokens: number;
  /** Tokens per second of each round. */
  readonly rates: readonly number[];
  /** Processor time per token, µs: of this process (which makes the facts too), and of the server. */
  readonly cpu: Cpu;
  /** Why it ended before its size was reached. */
  readonly stopped: string | null;
}

/** Processor time, µs. */
export interface Cpu {
  readonly projector: number;
  readonly mongod: number;
}

/** Fills the read models through the projector, stage by stage. */
export class Fill {
  readonly #organisation: Organisation;
  readonly #projected: Projected;
  readonly #db: Db;
  readonly #maxMs: number;
  readonly #partitions = new Map<string, Promise<void>>();
  readonly #sizes: readonly number[];
  /** Tokens that an earlier run had filled. */
  readonly kept: number;
  #tokens = 0;
  #spentMs = 0;

  private constructor(
    organisation: Organisation,
    projected: Projected,
    db: Db,
    { maxMs, sizes, kept }: FillLimits & { readonly kept: number },
  ) {
    this.#organisation = organisation;
    this.#projected = projected;
    this.#db = db;
    this.#maxMs = maxMs;
    this.#sizes = sizes;
    this.kept = kept;
  }

  /** @throws Error if an earlier run filled the database with other sizes */
  static async open(
    organisation: Organisation,
    projected: Projected,
    db: Db,
    limits: FillLimits,
  ): Promise<Fill> {
    const kept = await db.collection<Kept>(KEPT).findOne({ _id: 'fill' });
    if (kept !== null && kept.sizes.join() !== limits.sizes.join())
      throw new Error(
        `the database was filled with --sizes ${kept.sizes.join()}; give the same, or another database`,
      );
    return new Fill(organisation, projected, db, { ...limits, kept: kept?.tokens ?? 0 });
  }

  /** Time spent on filling so far, ms. */
  get spentMs(): number {
    return this.#spentMs;
  }

  /** Fills until there are `size` tokens, or a limit is reached. */
  async upTo(size: number, total: number): Promise<Filled> {
    const bar = new ProgressBar('tokens', total);
    const from = performance.now();
    let before = { tokens: this.#tokens, cpu: await cpuOf(this.#db) };
    const rates: number[] = [];
    const ahead: Promise<number>[] = [];
    let stopped: string | null = null;
    let last = from;
    let filling = from;
    const settle = async (): Promise<void> => {
      const tokens = (await ahead.shift()) ?? 0;
      const now = performance.now();
      if (this.#tokens >= this.kept) {
        rates.push((tokens * 1_000) / (now - last));
        await this.#keep(this.#tokens + tokens);
      }
      last = now;
      this.#tokens += tokens;
      bar.show(this.#tokens);
      if (this.#tokens > this.kept) return;
      // An earlier run has filled up to here; the facts were only made again.
      before = { tokens: this.#tokens, cpu: await cpuOf(this.#db) };
      filling = now;
    };
    let given = this.#tokens;
    for (let round = 0; given < size && stopped === null; round += 1) {
      const { tokens, batches } = this.#organisation.next(Math.min(ROUND, size - given));
      given += tokens;
      // Facts that an earlier run filled in are only made again, because later ones depend on them.
      const giving = (given > this.kept ? this.#give(batches) : Promise.resolve()).then(() => tokens);
      // It is awaited later, and its failure is reported then.
      giving.catch(() => undefined);
      ahead.push(giving);
      if (ahead.length > ROUNDS_AHEAD) await settle();
      if (given > this.kept) stopped = await this.#whyStop(performance.now() - filling, round);
    }
    while (ahead.length > 0) await settle();
    this.#spentMs += performance.now() - filling;
    bar.end();
    if (stopped !== null) progress(`The fill ends at ${String(this.#tokens)} tokens: ${stopped}.`);
    const after = await cpuOf(this.#db);
    const made = Math.max(1, this.#tokens - before.tokens);
    const cpu = {
      projector: (after.projector - before.cpu.projector) / made,
      mongod: (after.mongod - before.cpu.mongod) / made,
    };
    return { tokens: this.#tokens, rates, cpu, stopped };
  }

  async #keep(tokens: number): Promise<void> {
    const kept = { sizes: this.#sizes, tokens };
    await this.#db.collection<Kept>(KEPT).updateOne({ _id: 'fill' }, { $set: kept }, { upsert: true });
  }

  /** Projects the batches of a partition one after the other, as a log delivers them. */
  async #give(batches: readonly LogBatch[]): Promise<void> {
    const given = batches.map((batch) => {
      const partition = `${batch.topic}/${String(batch.partition)}`;
      const before = this.#partitions.get(partition) ?? Promise.resolve();
      const now = before.then(() => this.#projected.project([batch]));
      this.#partitions.set(partition, now);
      return now;
    });
    await Promise.all(given);
  }

  async #whyStop(stageMs: number, round: number): Promise<string | null> {
    if (this.#spentMs + stageMs > this.#maxMs) return 'the time that it was given is over';
    if (round % LOOK_AT_DISK_EVERY !== 0) return null;
    const free = await freeBytes(this.#db);
    return free < KEPT_FREE_BYTES ? 'the disk is nearly full' : null;
  }
}

async function cpuOf(db: Db): Promise<Cpu> {
  const { user, system } = process.cpuUsage();
  const { extra_info: server } = await db.command({ serverStatus: 1 });
  const { user_time_us = 0, system_time_us = 0 } = server as Record<string, number | undefined>;
  return { projector: user + system, mongod: user_time_us + system_time_us };
}

/** Bytes that are free on the disk that the server writes to. */
export async function freeBytes(db: Db): Promise<number> {
  const { fsTotalSize, fsUsedSize } = (await db.stats()) as { fsTotalSize?: number; fsUsedSize?: number };
  return (fsTotalSize ?? Infinity) - (fsUsedSize ?? 0);
}
