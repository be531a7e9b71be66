import { describe, expect, it } from '@jest/globals';
import { SharedQuestion } from './shared-question.js';

/** A question whose answers are given by hand, in order. */
function question() {
  const open: { answer: (value: number) => void; fail: (error: Error) => void }[] = [];
  const shared = new SharedQuestion<number>(
    () =>
      new Promise((answer, fail) => {
        open.push({ answer, fail });
      }),
  );
  return { shared, open };
}

describe('a shared question', () => {
  it('is put once for all who come before the answer, and never answered by what was asked before they came', async () => {
    const { shared, open } = question();
    const first = shared.ask();
    const others = [shared.ask(), shared.ask(), shared.ask()];
    expect(open).toHaveLength(1);
    open[0]?.answer(1);
    expect(await first).toBe(1);
    expect(open).toHaveLength(2);
    open[1]?.answer(2);
    expect(await Promise.all(others)).toEqual([2, 2, 2]);
    const later = shared.ask();
    expect(open).toHaveLength(3);
    open[2]?.answer(3);
    expect(await later).toBe(3);
  });

  it('that fails is put again for who comes after', async () => {
    const { shared, open } = question();
    const first = shared.ask();
    const second = shared.ask();
    open[0]?.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    expect(open).toHaveLength(2);
    open[1]?.answer(2);
    expect(await second).toBe(2);
  });
});
