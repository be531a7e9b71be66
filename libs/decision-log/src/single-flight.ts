/**
 * Runs a read once for all callers who wait for it at the same time. A caller that arrives while a run is under way gets the result of
 * the next run, never of that one: it began before the caller asked, so its result may be older than the request.
 */
export class SingleFlight<T> {
  readonly #read: () => Promise<T>;
  #running: Promise<T> | null = null;
  #next: Promise<T> | null = null;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /** The result of a run that began at this moment or later. Rejects as that run rejects; the next caller gets a new run. */
  run(): Promise<T> {
    if (this.#next !== null) return this.#next;
    if (this.#running === null) return this.#begin();
    const begin = (): Promise<T> => {
      this.#next = null;
      return this.#begin();
    };
    this.#next = this.#running.then(begin, begin);
    return this.#next;
  }

  #begin(): Promise<T> {
    const running = this.#read();
    const end = (): void => {
      if (this.#running === running) this.#running = null;
    };
    this.#running = running;
    running.then(end, end);
    return running;
  }
}
