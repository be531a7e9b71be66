/** What waits to be projected. */
interface Waiting<T> {
  readonly item: T;
  readonly size: number;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Puts batches that arrive while one is being projected into one projection: partitions of a process meet in the same
 * documents (an app's), and would only make each other write them again. Each batch settles when its own effects are durable.
 */
export class BatchLane<T> {
  private readonly waiting: Waiting<T>[] = [];
  private running: Promise<void> | null = null;

  /**
   * @param project makes a group of batches durable
   * @param maxSize facts per projection, unless a single batch is larger
   */
  constructor(
    private readonly project: (items: readonly T[]) => Promise<void>,
    private readonly maxSize = 5_000,
  ) {}

  /** Resolves when the batch is durable; rejects when it is not, whatever became of the others. */
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
    // Whoever arrives in the same turn belongs into the same group.
    await Promise.resolve();
    while (this.waiting.length > 0) await this.projectGroup(this.take());
    this.running = null;
  }

  private take(): readonly Waiting<T>[] {
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
      // One batch that can't be projected must not hold up other partitions: each on its own.
      else for (const alone of group) await this.projectGroup([alone]);
      return;
    }
    for (const { done } of group) done();
  }
}
