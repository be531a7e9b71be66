/** What has to be closed at the end: the last opened first, even if something fails. */
export class Closers {
  readonly #closers: (() => Promise<unknown>)[] = [];

  /** Adds something to close. */
  add(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  /** Closes everything. A failure is reported, and the rest is closed all the same. */
  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) {
      await close().catch((error: unknown) => {
        console.error('closing:', error instanceof Error ? error.message : error);
      });
    }
  }
}
