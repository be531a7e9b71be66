/** What has to be closed at the end, in the opposite order in which it was opened, whatever fails. */
export class Closers {
  readonly #closers: (() => Promise<unknown>)[] = [];

  /** Notes how to close something. */
  add(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  /** Closes all; failures are told, and don't keep the rest open. */
  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) {
      await close().catch((error: unknown) => {
        console.error('closing:', error instanceof Error ? error.message : error);
      });
    }
  }
}
