import { describe, expect, it } from '@jest/globals';
import type { Message } from 'kafkajs';
import { PartitionProducer } from './partition-producer.js';
import type { Acknowledgement, IdempotentProducer } from './idempotent-producer.js';

const LONG_MS = 20_000;
const SHORT_MS = 60;
const refused = Object.assign(new Error('no'), { name: 'KafkaJSConnectionError', code: 'ECONNREFUSED' });
const closed = Object.assign(new Error('gone'), { name: 'KafkaJSConnectionClosedError' });
const protocol = (type: string) => Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });

/** `before`: the request never left; `after`: it has, and this is what came of connecting again. */
type Answer =
  'ack' | 'hang' | Error | { readonly before: Error } | { readonly after: Error } | Acknowledgement;

/** A partition behind producers that answer each send as they are told, then with acknowledgements. */
class FakePartition {
  readonly sends: { readonly producer: number; readonly values: readonly string[] }[] = [];
  readonly destroyed: number[] = [];
  readonly answers: Answer[];
  opened = 0;
  /** Requests that have left for the broker. */
  requests = 0;
  #end = 1;

  constructor(answers: readonly Answer[] = []) {
    this.answers = [...answers];
  }

  readonly open = (): Promise<IdempotentProducer> => {
    const producer = ++this.opened;
    return Promise.resolve({
      send: (messages) => this.#send(producer, messages),
      requests: () => this.requests,
      destroy: () => {
        this.destroyed.push(producer);
      },
    });
  };

  #send(producer: number, messages: readonly Message[]): Promise<Acknowledgement> {
    this.sends.push({ producer, values: messages.map((message) => String(message.value)) });
    const answer = this.answers.shift() ?? 'ack';
    if (typeof answer === 'object' && 'before' in answer) return Promise.reject(answer.before);
    if (answer !== refused) this.requests += 1;
    if (typeof answer === 'object' && 'after' in answer) return Promise.reject(answer.after);
    if (answer === 'hang') return new Promise(() => undefined);
    if (answer instanceof Error) return Promise.reject(answer);
    const acknowledged = answer === 'ack' ? { baseOffset: this.#end, appendedAtMs: 1_000 } : answer;
    this.#end = acknowledged.baseOffset + messages.length;
    return Promise.resolve(acknowledged);
  }
}

function producerOn(partition: FakePartition, openProducer = partition.open): PartitionProducer {
  return new PartitionProducer({ name: 'topic/0', openProducer, logger: () => undefined });
}

const message = (value: string): Message => ({ key: 'k', value });
const code = (expected: string) => ({ code: expected });

describe('the producer of a partition', () => {
  it('sends appends of the same moment together, and answers each with its own offset', async () => {
    const partition = new FakePartition();
    const producer = producerOn(partition);
    const values = ['a', 'b', 'c'];
    const acknowledged = await Promise.all(
      values.map((value) => producer.append(message(value), LONG_MS, 'normal')),
    );
    expect(acknowledged.map(({ baseOffset }) => baseOffset)).toEqual([1, 2, 3]);
    expect(partition.sends.map(({ values: sent }) => sent)).toEqual([values]);
  });

  it('puts high priority ahead of what waits, and keeps the order within each', async () => {
    const partition = new FakePartition();
    const producer = producerOn(partition);
    const appends = (['normal', 'high', 'normal', 'high'] as const).map((priority, index) =>
      producer.append(message(`${priority}-${String(index)}`), LONG_MS, priority),
    );
    await Promise.all(appends);
    expect(partition.sends[0]?.values).toEqual(['high-1', 'high-3', 'normal-0', 'normal-2']);
  });

  it('sends at most 1000 records, and at most a megabyte, at a time', async () => {
    const partition = new FakePartition();
    const producer = producerOn(partition);
    const small = Array.from({ length: 1_500 }, (_, index) =>
      producer.append(message(String(index)), LONG_MS, 'normal'),
    );
    const large = Array.from({ length: 3 }, () =>
      producer.append(message('x'.repeat(400_000)), LONG_MS, 'normal'),
    );
    await Promise.all([...small, ...large]);
    expect(partition.sends.map(({ values }) => values.length)).toEqual([1_000, 502, 1]);
  });

  it('repeats the very same batch, by the same producer, while its outcome is in doubt', async () => {
    const partition = new FakePartition([closed, closed]);
    const producer = producerOn(partition);
    const first = producer.append(message('a'), LONG_MS, 'normal');
    const second = producer.append(message('b'), LONG_MS, 'normal');
    await first;
    await second;
    expect(partition.sends).toEqual([
      { producer: 1, values: ['a', 'b'] },
      { producer: 1, values: ['a', 'b'] },
      { producer: 1, values: ['a', 'b'] },
    ]);
  });

  it('is in doubt about what had left when connecting again was refused', async () => {
    const partition = new FakePartition([{ after: refused }, refused]);
    const producer = producerOn(partition);
    await producer.append(message('a'), LONG_MS, 'normal');
    expect(partition.sends.map(({ producer }) => producer)).toEqual([1, 1, 1]);
    expect(partition.destroyed).toEqual([]);
  });

  it('says that the outcome is unknown when the deadline passes during a send', async () => {
    const producer = producerOn(new FakePartition(['hang']));
    await expect(producer.append(message('a'), SHORT_MS, 'normal')).rejects.toMatchObject({
      code: 'APPEND_OUTCOME_UNKNOWN',
      retriable: true,
    });
  });

  it('says that the outcome is unknown when the deadline passes after a send in doubt', async () => {
    const producer = producerOn(new FakePartition([closed, ...Array<Error>(50).fill(refused)]));
    await expect(producer.append(message('a'), SHORT_MS, 'normal')).rejects.toMatchObject(
      code('APPEND_OUTCOME_UNKNOWN'),
    );
  });

  it('says that the log is unavailable when nothing was sent before the deadline', async () => {
    const producer = producerOn(new FakePartition(), () => Promise.reject(refused));
    await expect(producer.append(message('a'), SHORT_MS, 'normal')).rejects.toMatchObject(
      code('LOG_UNAVAILABLE'),
    );
  });

  it('says that the log is unavailable when connecting hangs, and cuts the connection that comes too late', async () => {
    const partition = new FakePartition();
    let connect: (producer: IdempotentProducer) => void = () => undefined;
    let attempts = 0;
    const producer = producerOn(partition, () => {
      attempts += 1;
      if (attempts > 1) return partition.open();
      return new Promise((resolve) => {
        connect = resolve;
      });
    });
    await expect(producer.append(message('a'), SHORT_MS, 'normal')).rejects.toMatchObject(
      code('LOG_UNAVAILABLE'),
    );
    connect(await partition.open());
    await producer.append(message('b'), LONG_MS, 'normal');
    expect(partition.destroyed).toEqual([1]);
    expect(partition.sends).toEqual([{ producer: 2, values: ['b'] }]);
  });

  it('says that the log is unavailable for what waited behind a send that hung', async () => {
    const producer = producerOn(new FakePartition(['hang']));
    const hanging = producer.append(message('a'), LONG_MS / 100, 'normal');
    await Promise.resolve();
    await Promise.resolve();
    const behind = producer.append(message('b'), SHORT_MS, 'normal');
    await expect(behind).rejects.toMatchObject(code('LOG_UNAVAILABLE'));
    await expect(hanging).rejects.toMatchObject(code('APPEND_OUTCOME_UNKNOWN'));
  });

  it('cuts off the producer of a batch that was given up before the next batch leaves', async () => {
    const partition = new FakePartition(['hang']);
    const producer = producerOn(partition);
    await expect(producer.append(message('a'), SHORT_MS, 'normal')).rejects.toMatchObject(
      code('APPEND_OUTCOME_UNKNOWN'),
    );
    const { baseOffset } = await producer.append(message('b'), LONG_MS, 'normal');
    expect(baseOffset).toBe(1);
    expect(partition.destroyed).toEqual([1]);
    expect(partition.sends.at(-1)).toEqual({ producer: 2, values: ['b'] });
  });

  it('does not send what was given up before it left, also not with its batch', async () => {
    const partition = new FakePartition(Array<Error>(2).fill(refused));
    const producer = producerOn(partition);
    const given = producer.append(message('given up'), 10, 'normal');
    const kept = producer.append(message('kept'), LONG_MS, 'normal');
    await expect(given).rejects.toMatchObject(code('LOG_UNAVAILABLE'));
    await kept;
    expect(partition.sends.at(-1)?.values).toEqual(['kept']);
  });

  it('goes on with a new producer when the broker has lost the numbering, and nothing is in doubt', async () => {
    const partition = new FakePartition([protocol('OUT_OF_ORDER_SEQUENCE_NUMBER')]);
    const producer = producerOn(partition);
    await producer.append(message('a'), LONG_MS, 'normal');
    expect(partition.sends.map(({ producer }) => producer)).toEqual([1, 2]);
  });

  it('does not risk a second copy when the numbering was lost after a send in doubt', async () => {
    const partition = new FakePartition([closed, protocol('UNKNOWN_PRODUCER_ID')]);
    const producer = producerOn(partition);
    await expect(producer.append(message('a'), LONG_MS, 'normal')).rejects.toMatchObject(
      code('APPEND_OUTCOME_UNKNOWN'),
    );
    expect(partition.sends).toHaveLength(2);
  });

  it('is in doubt about what had left when connecting again met a refusal, and uses its numbers no more', async () => {
    const partition = new FakePartition([{ after: protocol('TOPIC_AUTHORIZATION_FAILED') }]);
    const producer = producerOn(partition);
    await expect(producer.append(message('a'), LONG_MS, 'normal')).rejects.toMatchObject(
      code('APPEND_OUTCOME_UNKNOWN'),
    );
    await producer.append(message('b'), LONG_MS, 'normal');
    expect(partition.sends.map(({ producer }) => producer)).toEqual([1, 2]);
    expect(partition.destroyed).toEqual([1]);
  });

  it.each([
    ['MESSAGE_TOO_LARGE', 'RECORD_TOO_LARGE', protocol('MESSAGE_TOO_LARGE')],
    ['TOPIC_AUTHORIZATION_FAILED', 'LOG_UNAVAILABLE', { before: protocol('TOPIC_AUTHORIZATION_FAILED') }],
  ])('passes the broker’s refusal on: %s is %s', async (_type, expected, answer) => {
    const producer = producerOn(new FakePartition([answer]));
    await expect(producer.append(message('a'), LONG_MS, 'normal')).rejects.toMatchObject({
      code: expected,
      retriable: false,
    });
  });

  it.each([
    ['0', 0],
    ['an earlier one', 1],
  ])(
    'notices by an acknowledged offset of %s that the partition was replaced, and appends nothing more',
    async (_, baseOffset) => {
      const partition = new FakePartition(['ack', { baseOffset, appendedAtMs: 1 }]);
      const producer = producerOn(partition);
      await producer.append(message('a'), LONG_MS, 'normal');
      await expect(producer.append(message('b'), LONG_MS, 'normal')).rejects.toMatchObject(
        code('APPEND_OUTCOME_UNKNOWN'),
      );
      await expect(producer.append(message('c'), LONG_MS, 'normal')).rejects.toMatchObject(
        code('TOPIC_MISCONFIGURED'),
      );
      expect(partition.sends).toHaveLength(2);
    },
  );

  it('settles what waits before it closes', async () => {
    const partition = new FakePartition([closed]);
    const producer = producerOn(partition);
    const appended = producer.append(message('a'), LONG_MS, 'normal');
    await producer.close();
    expect((await appended).baseOffset).toBe(1);
    expect(partition.destroyed).toEqual([1]);
  });
});
