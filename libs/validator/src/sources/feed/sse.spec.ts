import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSse, type SseEvent } from './sse.js';

async function parse(...chunks: readonly string[]): Promise<SseEvent[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
  const events: SseEvent[] = [];
  for await (const event of parseSse(body)) events.push(event);
  return events;
}

describe('an event stream', () => {
  it.each([
    ['LF', 'id: g:1\nevent: decision\ndata: {"a":\ndata: 1}\n\n'],
    ['CRLF', 'id: g:1\r\nevent: decision\r\ndata: {"a":\r\ndata: 1}\r\n\r\n'],
    ['CR', 'id: g:1\revent: decision\rdata: {"a":\rdata: 1}\r\r'],
  ])('is read with %s, however it is cut', async (_name, text) => {
    const expected = [{ id: 'g:1', event: 'decision', data: '{"a":\n1}' }];
    for (let at = 0; at <= text.length; at++)
      expect(await parse(text.slice(0, at), text.slice(at))).toEqual(expected);
  });

  it('skips comments, unknown fields and events without data, and keeps the last id', async () => {
    const text = ': alive\n\nid: 1\nretry: 500\n\ndata:x\n\nnonsense\ndata: y\n\n';
    expect(await parse(text)).toEqual([
      { id: '1', event: 'message', data: 'x' },
      { id: '1', event: 'message', data: 'y' },
    ]);
  });

  it('drops an event that the end cuts off', async () => {
    expect(await parse('data: whole\n\ndata: cut\n')).toEqual([
      { id: null, event: 'message', data: 'whole' },
    ]);
  });

  it('keeps characters together that chunks split', async () => {
    const bytes = new TextEncoder().encode('data: zoë\n\n');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    for await (const event of parseSse(body)) expect(event.data).toBe('zoë');
  });

  it('gives the same events for any cuts', async () => {
    const text = 'id: 1\ndata: a\n\n: c\n\nid: 2\r\ndata: b\r\n\r\ndata: c\n\n';
    const whole = await parse(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length)), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), text.length];
        const chunks = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(await parse(...chunks)).toEqual(whole);
      }),
    );
  });

  it('is given up where an event has no end', async () => {
    const mega = 'x'.repeat(1_000_000);
    await expect(parse('data: ', ...Array<string>(9).fill(mega))).rejects.toMatchObject({
      code: 'SSE_EVENT_TOO_LARGE',
    });
  });

  it.each([
    ['a comment', ':', 'x'.repeat(1_000_000)],
    ['an unknown field', 'other: ', 'x'.repeat(1_000_000)],
    ['lines of data', '', 'data:\n'.repeat(200_000)],
    ['lines of an unknown field', '', 'x\n'.repeat(500_000)],
  ])('is given up for %s without end, after as many characters', async (_what, first, mega) => {
    const chunks: string[] = [first, ...Array<string>(20).fill(mega)];
    let sent = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const chunk = chunks.shift();
          if (chunk === undefined) {
            controller.close();
            return;
          }
          sent += chunk.length;
          controller.enqueue(new TextEncoder().encode(chunk));
        },
      },
      { highWaterMark: 0 },
    );
    const reading = (async () => {
      for await (const event of parseSse(body)) expect(event).toBeUndefined();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'SSE_EVENT_TOO_LARGE' });
    expect(sent).toBeLessThan(10_000_000);
  });

  it('is not given up for comments that keep it alive', async () => {
    const alive = `: ${'x'.repeat(1_000)}\n\n`.repeat(1_000);
    const events = await parse(...Array<string>(12).fill(alive), 'data: x\n\n');
    expect(events).toEqual([{ id: null, event: 'message', data: 'x' }]);
  });
});
