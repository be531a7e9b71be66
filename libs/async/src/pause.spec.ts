import { describe, expect, it, jest } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { pause } from './pause.js';

const LONG_MS = 3_600_000;

describe('pause', () => {
  it('lasts as long as it is told to', async () => {
    jest.useFakeTimers();
    try {
      let over = false;
      const paused = pause(1000).then(() => {
        over = true;
      });
      await jest.advanceTimersByTimeAsync(999);
      expect(over).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      expect(over).toBe(true);
      await paused;
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends at once when its signal is aborted', async () => {
    const stop = new AbortController();
    const paused = pause(LONG_MS, stop.signal);
    stop.abort();
    await paused;
  });

  it('does not begin under a signal that is aborted already', async () => {
    await pause(LONG_MS, AbortSignal.abort());
  });

  it('leaves no listener on a signal that outlives it', async () => {
    const { signal } = new AbortController();
    await pause(0, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
