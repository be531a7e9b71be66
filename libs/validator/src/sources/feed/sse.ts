import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser';

/** One server-sent event (WHATWG HTML, section 9.2). */
export interface SseEvent {
  readonly event: string;
  readonly data: string;
  /** The last `id` of the stream so far, which may have come with an earlier event. */
  readonly id: string | null;
}

/** The stream isn't what it should be. */
class SseError extends Error {
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
  const events = new EventQueue();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      yield* events.feed(decoder.decode(chunk.value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * The events that a piece of the stream completes. The length is limited here and not with the parser's `maxBufferSize`: that one doesn't
 * count what the parser keeps no text of, and reports each line that it doesn't know with an error (4 million of them took three minutes).
 */
class EventQueue {
  readonly #parser: EventSourceParser;
  #completed: SseEvent[] = [];
  #id: string | null = null;
  /** Characters since the last event, comments apart. */
  #length = 0;

  constructor() {
    this.#parser = createParser({
      // Called before the event that it came with, and also where no event came with it.
      onId: (id) => {
        this.#id = id;
      },
      onEvent: (message) => {
        this.#add(message);
      },
      onComment: (comment) => {
        this.#length = Math.max(0, this.#length - comment.length);
      },
    });
  }

  /** @throws SseError, after the events before it */
  *feed(text: string): Generator<SseEvent, void> {
    this.#length += text.length;
    this.#parser.feed(text);
    const completed = this.#completed;
    this.#completed = [];
    yield* completed;
    if (this.#length > MAX_EVENT_LENGTH) {
      throw new SseError(`An event is longer than ${String(MAX_EVENT_LENGTH)} characters`);
    }
  }

  #add({ event, data }: EventSourceMessage): void {
    this.#completed.push({ event: event ?? 'message', data, id: this.#id });
    this.#length = 0;
  }
}
