import { describe, expect, it } from '@jest/globals';
import { SingleFlight } from './single-flight.js';

/** A read whose results the test hands out, in the order of the runs. */
function readByHand() {
  const runs: { answer: (value: number) => void; fail: (error: Error) => void }[] = [];
  const flight = new SingleFlight<number>(
    () =>
      new Promise((answer, fail) => {
        runs.push({ answer, fail });
      }),
  );
  return { flight, runs };
}

describe('SingleFlight', () => {
  it('runs once for all who wait, and never answers with a run that began before they asked', async () => {
    const { flight, runs } = readByHand();
    const first = flight.run();
    const others = [flight.run(), flight.run(), flight.run()];
    expect(runs).toHaveLength(1);
    runs[0]?.answer(1);
    expect(await first).toBe(1);
    expect(runs).toHaveLength(2);
    runs[1]?.answer(2);
    expect(await Promise.all(others)).toEqual([2, 2, 2]);
    const later = flight.run();
    expect(runs).toHaveLength(3);
    runs[2]?.answer(3);
    expect(await later).toBe(3);
  });

  it('runs again for those who came after a run that failed', async () => {
    const { flight, runs } = readByHand();
    const first = flight.run();
    const second = flight.run();
    runs[0]?.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    expect(runs).toHaveLength(2);
    runs[1]?.answer(2);
    expect(await second).toBe(2);
  });
});
