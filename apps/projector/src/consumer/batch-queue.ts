/** A batch that waits to be projected. */
interface Waiting<T> {
  readonly item: T;
  readonly size: number;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Batches that wait to be projected. Those that arrive during a projection are projected together in the next one: partitions of one
 * process write to the same documents (an app's), and separate projections would only conflict with each other.
 */
export class BatchQueue<T> {
  private readonly waiting: Waiting<T>[] = [];
  private running: Promise<void> | null = null;

  /**
   * @param project makes a group of batches durable
   * @param maxSize most facts per projection; a single batch may be larger
   */
  constructor(
    private readonly project: (items: readonly T[]) => Promise<void>,
    private readonly maxSize = 5_000,
  ) {}

  /** Resolves when this batch is durable, rejects where it isn't; the other batches of its group don't matter. */
  submit(item: T, size: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, size, done: resolve, failed: reject });
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing is being projected any more. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    // Batches that are submitted in the same turn of the event loop belong into one group.
    await Promise.resolve();
    while (this.waiting.length > 0) await this.projectGroup(this.nextGroup());
    this.running = null;
  }

  private nextGroup(): readonly Waiting<T>[] {
    let count = 0;
    let size = 0;
    for (const next of this.waiting) {
      if (count > 0 && size + next.size > this.maxSize) break;
      count += 1;
      size += next.size;
    }
    return this.waiting.splice(0, count);
  }

  private async projectGroup(group: readonly Waiting<T>[]): Promise<void> {
    try {
      await this.project(group.map(({ item }) => item));
    } catch (error) {
      const [only] = group;
      if (group.length === 1) only?.failed(error);
      // One batch that can't be projected must not hold up the others: each is tried on its own.
      else for (const alone of group) await this.projectGroup([alone]);
      return;
    }
    for (const { done } of group) done();
  }
}
