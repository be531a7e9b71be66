/** One server-sent event (WHATWG HTML, section 9.2). */
export interface SseEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | null;
}

/** The stream isn't what it should be. */
export class SseError extends Error {
  override readonly name = 'SseError';
  readonly code = 'SSE_EVENT_TOO_LARGE';
}

/** Longest event accepted, characters: a record of 900 kB, escaped. */
const MAX_EVENT_LENGTH = 8_000_000;

/**
 * Parses an event stream. Comments keep a connection alive and are skipped; an event that the end cuts off is dropped.
 *
 * @throws SseError for an event beyond 8 million characters
 */
export async function* parseSse(body: ReadableStream<Uint8Array>): AsyncGenerator<SseEvent, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const assembler = new EventAssembler();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      yield* assembler.feed(decoder.decode(chunk.value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

class EventAssembler {
  #rest: string[] = [];
  #restLength = 0;
  #endedWithCr = false;
  #data: string[] = [];
  #event = '';
  #id: string | null = null;
  #length = 0;

  *feed(text: string): Generator<SseEvent, void> {
    let from = this.#endedWithCr && text.startsWith('\n') ? 1 : 0;
    if (text.length > 0) this.#endedWithCr = text.endsWith('\r');
    for (const match of text.matchAll(/\r\n|\n|\r/g)) {
      if (match.index < from) continue;
      const event = this.#line(this.#take(text.slice(from, match.index)));
      from = match.index + match[0].length;
      if (event !== null) yield event;
    }
    this.#keep(text.slice(from));
  }

  #keep(part: string): void {
    if (part === '') return;
    this.#rest.push(part);
    this.#restLength += part.length;
    this.#limit(this.#restLength);
  }

  #take(end: string): string {
    if (this.#restLength === 0) return end;
    const line = this.#rest.join('') + end;
    this.#rest = [];
    this.#restLength = 0;
    return line;
  }

  #line(line: string): SseEvent | null {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? '' : line.slice(colon + 1);
    const value = raw.startsWith(' ') ? raw.slice(1) : raw;
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    this.#length += line.length;
    this.#limit(this.#length);
    return null;
  }

  #dispatch(): SseEvent | null {
    const event =
      this.#data.length === 0
        ? null
        : { event: this.#event === '' ? 'message' : this.#event, data: this.#data.join('\n'), id: this.#id };
    this.#data = [];
    this.#event = '';
    this.#length = 0;
    return event;
  }

  #limit(length: number): void {
    if (length > MAX_EVENT_LENGTH)
      throw new SseError(`An event is longer than ${String(MAX_EVENT_LENGTH)} characters`);
  }
}
