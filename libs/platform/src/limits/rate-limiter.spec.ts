import { describe, expect, it } from '@jest/globals';
import { RateLimiter } from './rate-limiter.js';

describe('a rate limiter', () => {
  it('allows as many counts per key as the limit says, and no more', async () => {
    const limiter = new RateLimiter({ points: 2, windowS: 60 });
    expect([await limiter.count('a'), await limiter.count('a'), await limiter.count('a')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await limiter.count('b')).toBe(true);
  });

  it('says whether the limit is reached without counting', async () => {
    const limiter = new RateLimiter({ points: 1, windowS: 60 });
    expect([await limiter.isReached('a'), await limiter.isReached('a')]).toEqual([false, false]);
    await limiter.count('a');
    expect(await limiter.isReached('a')).toBe(true);
  });

  it('begins again for a key that is reset', async () => {
    const limiter = new RateLimiter({ points: 1, windowS: 60 });
    await limiter.count('a');
    await limiter.reset('a');
    expect(await limiter.count('a')).toBe(true);
  });
});
