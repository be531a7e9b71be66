import { describe, expect, it } from '@jest/globals';
import { BatchQueue } from './batch-queue.js';

function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('the queue of batches', () => {
  it('projects what arrives meanwhile together, one group at a time, in order of arrival', async () => {
    const groups: (readonly string[])[] = [];
    const first = gate();
    const queue = new BatchQueue<string>(async (items) => {
      groups.push(items);
      if (groups.length === 1) await first.opened;
    });
    const a = queue.submit('a', 1);
    await Promise.resolve();
    await Promise.resolve();
    const rest = ['b', 'c', 'd'].map((item) => queue.submit(item, 1));
    first.open();
    await Promise.all([a, ...rest]);
    expect(groups).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('bounds a group by its facts, but takes a batch that is larger by itself', async () => {
    const groups: (readonly string[])[] = [];
    const queue = new BatchQueue<string>((items) => Promise.resolve(void groups.push(items)), 10);
    await Promise.all([
      queue.submit('huge', 50),
      queue.submit('b', 6),
      queue.submit('c', 4),
      queue.submit('d', 1),
    ]);
    expect(groups).toEqual([['huge'], ['b', 'c'], ['d']]);
  });

  it('rejects only the batch that can not be projected', async () => {
    const queue = new BatchQueue<string>((items) =>
      items.includes('bad') ? Promise.reject(new Error('can not')) : Promise.resolve(),
    );
    const settled = await Promise.allSettled(['a', 'bad', 'c'].map((item) => queue.submit(item, 1)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('goes on after a failure', async () => {
    let fails = true;
    const queue = new BatchQueue<string>(() =>
      fails ? Promise.reject(new Error('down')) : Promise.resolve(),
    );
    await expect(queue.submit('a', 1)).rejects.toThrow('down');
    fails = false;
    await expect(queue.submit('a', 1)).resolves.toBeUndefined();
    await queue.idle();
  });
});
