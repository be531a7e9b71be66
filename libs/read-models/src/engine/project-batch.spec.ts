import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WriteContentionError } from '../read-model.errors.js';
import type { Doc } from '../read-model-store.port.js';
import { MemoryReadModels, type Pause } from '../testing/memory-read-models.js';
import { SAMPLE_COLLECTIONS, SAMPLE_PROJECTIONS, type Payment } from '../testing/sample-projections.js';
import { projectBatch } from './project-batch.js';

const PROJECTOR = 'test';
const NO_PAUSE: Pause = () => Promise.resolve();

/** A log of two partitions: few accounts and payment ids, so that facts meet in documents. */
const log = fc
  .array(
    fc.record({
      type: fc.constantFrom('Paid' as const, 'Noted' as const),
      partition: fc.nat(1),
      account: fc.constantFrom('a', 'b', 'c'),
      amount: fc.integer({ min: 1, max: 9 }),
      payment: fc.nat(5),
    }),
    { maxLength: 40 },
  )
  .map((drafts) => {
    const next = [0, 0];
    return drafts.map(({ payment, partition, ...draft }): Payment => {
      const offset = next[partition] ?? 0;
      // Holes, as other organisations' records leave them.
      next[partition] = offset + 1 + (payment % 3);
      return {
        ...draft,
        topic: 'sample',
        generation: 'g1',
        partition,
        offset,
        paymentId: `${String(partition)}/${String(payment)}`,
      };
    });
  });

function project(store: MemoryReadModels, facts: readonly Payment[], pause = NO_PAUSE): Promise<unknown> {
  return projectBatch(store.through(pause), { projector: PROJECTOR, projections: SAMPLE_PROJECTIONS, facts });
}

async function oneByOne(facts: readonly Payment[]): Promise<Record<string, Doc>> {
  const store = new MemoryReadModels(SAMPLE_COLLECTIONS);
  for (const fact of facts) await project(store, [fact]);
  return store.contents();
}

function cut<T>(items: readonly T[], cuts: readonly number[]): readonly (readonly T[])[] {
  const ends = [...new Set(cuts.map((at) => at % (items.length + 1)))].sort((a, b) => a - b);
  return [...ends, items.length].map((end, at) => items.slice(at === 0 ? 0 : (ends[at - 1] ?? 0), end));
}

describe('projecting a log in batches', () => {
  it('comes to the documents of one fold, however the log is cut', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.array(fc.nat(40), { maxLength: 6 }), async (facts, cuts) => {
        const store = new MemoryReadModels(SAMPLE_COLLECTIONS);
        for (const batch of cut(facts, cuts)) await project(store, batch);
        expect(store.contents()).toEqual(await oneByOne(facts));
      }),
    );
  });

  it('changes nothing when any stretch is delivered again, in other batches', async () => {
    const stretch = fc.tuple(fc.nat(40), fc.nat(40));
    await fc.assert(
      fc.asyncProperty(log, fc.array(stretch, { maxLength: 5 }), async (facts, stretches) => {
        const store = new MemoryReadModels(SAMPLE_COLLECTIONS);
        let delivered = 0;
        for (const [back, on] of stretches) {
          const start = Math.max(0, delivered - back);
          delivered = Math.min(facts.length, Math.max(delivered, start + on));
          await project(store, facts.slice(start, delivered));
        }
        await project(store, facts.slice(delivered));
        await project(store, facts);
        expect(store.contents()).toEqual(await oneByOne(facts));
      }),
    );
  });

  it('is exact when two writers race over the same partitions, in every schedule', async () => {
    await fc.assert(
      fc.asyncProperty(
        log,
        fc.array(fc.nat(40), { maxLength: 4 }),
        fc.array(fc.nat(40), { maxLength: 4 }),
        fc.scheduler(),
        async (facts, cutsOfA, cutsOfB, schedule) => {
          const store = new MemoryReadModels(SAMPLE_COLLECTIONS);
          const write = async (name: string, cuts: readonly number[]): Promise<void> => {
            const pause = (what: string): Promise<void> =>
              schedule.schedule(Promise.resolve(), `${name} ${what}`);
            for (const batch of cut(facts, cuts)) await project(store, batch, pause);
          };
          const both = Promise.all([write('a', cutsOfA), write('b', cutsOfB)]);
          await schedule.waitFor(both);
          expect(store.contents()).toEqual(await oneByOne(facts));
        },
      ),
    );
  });

  it('folds the records of a carelessly ordered batch by offset, and loses none', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.infiniteStream(fc.nat()), async (facts, keys) => {
        const shuffled = facts
          .map((fact) => ({ fact, key: Number(keys.next().value) }))
          .sort((a, b) => a.key - b.key);
        const store = new MemoryReadModels(SAMPLE_COLLECTIONS);
        await project(
          store,
          shuffled.map(({ fact }) => fact),
        );
        expect(store.contents()).toEqual(await oneByOne(facts));
      }),
    );
  });

  it('starts a partition anew when its generation changes', async () => {
    const store = new MemoryReadModels(SAMPLE_COLLECTIONS);
    const paid = (generation: string, offset: number): Payment => ({
      type: 'Paid',
      topic: 'sample',
      partition: 0,
      generation,
      offset,
      account: 'a',
      amount: 1,
      paymentId: `${generation}-${String(offset)}`,
    });
    await project(store, [paid('g1', 5), paid('g1', 6)]);
    await project(store, [paid('g2', 0), paid('g2', 1)]);
    await project(store, [paid('g2', 1)]);
    expect((await store.get('balance_v1', 'a'))?.doc['count']).toBe(4);
    expect(await store.checkpoint(PROJECTOR, 'sample', 0)).toEqual({ generation: 'g2', offset: 1 });
  });
});

describe('the checkpoint of a batch', () => {
  const fact: Payment = {
    type: 'Paid',
    topic: 'sample',
    partition: 0,
    generation: 'g1',
    offset: 3,
    account: 'a',
    amount: 1,
    paymentId: 'p',
  };

  it('is saved only after every write', async () => {
    const store = new MemoryReadModels(SAMPLE_COLLECTIONS);
    const calls: string[] = [];
    await project(store, [fact], (what) => {
      calls.push(what);
      return Promise.resolve();
    });
    expect(calls.lastIndexOf('write')).toBeLessThan(calls.indexOf('saveCheckpoint'));
  });

  it('stays where it was when a write failed', async () => {
    const store = new MemoryReadModels(SAMPLE_COLLECTIONS);
    const failing = project(store, [fact], (what) =>
      what === 'write' ? Promise.reject(new Error('storage is gone')) : Promise.resolve(),
    );
    await expect(failing).rejects.toThrow('storage is gone');
    expect(await store.checkpoint(PROJECTOR, 'sample', 0)).toBeNull();
  });

  it('stays where it was when other writers never let go of a document', async () => {
    const store = new MemoryReadModels(SAMPLE_COLLECTIONS);
    const contended = {
      ...store.through(NO_PAUSE),
      write: (_: string, writes: readonly { id: string }[]) => Promise.resolve(writes.map(({ id }) => id)),
    };
    const failing = projectBatch(contended, {
      projector: PROJECTOR,
      projections: SAMPLE_PROJECTIONS,
      facts: [fact],
      maxAttempts: 3,
    });
    await expect(failing).rejects.toThrow(WriteContentionError);
    expect(await store.checkpoint(PROJECTOR, 'sample', 0)).toBeNull();
  });

  it('reaches to the end of the batch even where its last records concern no projection', async () => {
    const store = new MemoryReadModels(SAMPLE_COLLECTIONS);
    const ends = [{ topic: 'sample', partition: 0, generation: 'g1', offset: 9 }];
    await projectBatch(store.through(NO_PAUSE), {
      projector: PROJECTOR,
      projections: SAMPLE_PROJECTIONS,
      facts: [fact],
      ends,
    });
    expect(await store.checkpoint(PROJECTOR, 'sample', 0)).toEqual({ generation: 'g1', offset: 9 });
  });
});
