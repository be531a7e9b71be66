import { describe, expect, it } from '@jest/globals';
import { Backoff } from './backoff.js';

describe('Backoff', () => {
  it('doubles the wait after each failure, up to its longest', () => {
    const backoff = new Backoff(100, 1000);
    expect([1, 2, 3, 4, 5, 6].map(() => backoff.nextMs())).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  it('starts with the shortest wait again after a success', () => {
    const backoff = new Backoff();
    backoff.nextMs();
    backoff.nextMs();
    backoff.reset();
    expect(backoff.nextMs()).toBe(50);
  });

  it('stays at its longest wait, however often it fails', () => {
    const backoff = new Backoff();
    for (let failures = 0; failures < 5000; failures += 1) backoff.nextMs();
    expect(backoff.nextMs()).toBe(5000);
  });
});
