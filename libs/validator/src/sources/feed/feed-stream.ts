import { readStreamEvent, STREAM_EVENT_NAME, type WireRecord } from '#contracts/edge';
import { formatPosition, parsePosition, type Position } from '#domain';
import { checkRecord, deliver } from '../checked-record.js';
import type { RevocationSink } from '../revocation-source.port.js';
import type { KeyRing } from '../verification-keys.js';
import type { FeedClient } from './feed.client.js';
import { FeedError } from './feed.errors.js';
import { parseSse, type SseEvent } from './sse.js';

/** What reading a stream needs. */
export interface StreamContext {
  readonly client: FeedClient;
  readonly orgId: string;
  readonly keys: KeyRing;
  readonly sink: RevocationSink;
  /** Called for each decision that was folded. */
  readonly onAbsorbed: (position: Position) => void;
}

/**
 * Reads the stream from a position until it ends. Checks that no decision is missing in between, that each is signed, and that each was
 * understood.
 *
 * @throws FeedError; with a `fault`, what came must not be skipped over: a baseline is needed
 */
export async function readStream(context: StreamContext, from: Position, signal: AbortSignal): Promise<void> {
  const body = await context.client.stream(formatPosition(from), signal);
  let last = from;
  for await (const event of events(body, signal)) {
    if (event.event !== STREAM_EVENT_NAME) continue;
    const { prev, record } = readEvent(event);
    checkOrder(prev, record, last);
    const checked = await checkRecord(record, context.orgId, context.keys);
    if (signal.aborted) return;
    deliver(context.sink, checked);
    if (checked.fault !== null) throw fault(checked.fault, 'A decision cannot be believed or understood');
    last = { generation: record.generation, offset: record.offset };
    context.onAbsorbed(last);
  }
}

/** The events until the stream ends; a cut is an end like any other. */
async function* events(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<SseEvent, void> {
  try {
    yield* parseSse(body);
  } catch (cause) {
    if (!signal.aborted) throw new FeedError('FEED_UNAVAILABLE', 'The stream was cut', null, { cause });
  }
}

function readEvent({ id, data }: SseEvent): { prev: Position; record: WireRecord } {
  const position = id === null ? null : parsePosition(id);
  const read = readStreamEvent(parseJson(data));
  const prev = read === null ? null : parsePosition(read.prev);
  if (position === null || prev === null || read === null)
    throw fault('invalid-record', 'An event is malformed');
  const { appendedAtMs, value, headers } = read;
  return { prev, record: { ...position, appendedAtMs, value, headers } };
}

/** Each decision names the one before it; where we stand must be that one. */
function checkOrder(prev: Position, record: WireRecord, last: Position): void {
  if (record.generation !== last.generation || prev.generation !== last.generation) {
    throw fault('generation-changed', 'The log is another one');
  }
  if (record.offset <= last.offset) throw fault('regression', 'The stream went back');
  if (prev.offset !== last.offset) throw fault('gap', 'Decisions are missing in the stream');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fault(reason: NonNullable<FeedError['fault']>, message: string): FeedError {
  return new FeedError('FEED_FAULT', message, reason);
}
