/** A server-sent event. */
export interface TestEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** An open stream, read event by event. */
export class TestStream {
  private text = '';
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder = new TextDecoder();

  private constructor(
    readonly response: Response,
    private readonly abort: AbortController,
  ) {
    if (response.body === null) throw new Error('no body');
    this.reader = response.body.getReader();
  }

  static async open(url: string, headers: Record<string, string>): Promise<TestStream> {
    const abort = new AbortController();
    return new TestStream(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  /** The next event; `null` where the stream ended. */
  async next(): Promise<TestEvent | null> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.text.slice(0, end).split('\n');
        this.text = this.text.slice(end + 2);
        const field = (name: string): string =>
          block.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
        if (field('data') === '') continue;
        return { id: field('id'), event: field('event'), data: field('data') };
      }
      const chunk = await this.reader.read().catch(() => ({ done: true as const, value: undefined }));
      if (chunk.done) return null;
      this.text += this.decoder.decode(chunk.value, { stream: true });
    }
  }

  close(): void {
    this.abort.abort();
  }
}
