/**
 * A question that many have at once, asked for all of them: whoever comes while it is being asked gets the next answer, because
 * the one under way may be older than they are.
 */
export class SharedQuestion<T> {
  private running: Promise<T> | null = null;
  private next: Promise<T> | null = null;

  constructor(private readonly put: () => Promise<T>) {}

  /** An answer to the question as it is put at this moment or later. */
  ask(): Promise<T> {
    if (this.next !== null) return this.next;
    if (this.running === null) return this.begin();
    const begin = (): Promise<T> => {
      this.next = null;
      return this.begin();
    };
    this.next = this.running.then(begin, begin);
    return this.next;
  }

  private begin(): Promise<T> {
    const asked = this.put();
    const end = (): void => {
      if (this.running === asked) this.running = null;
    };
    this.running = asked;
    asked.then(end, end);
    return asked;
  }
}
