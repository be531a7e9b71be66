import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** How much a {@link RateLimiter} allows. */
export interface RateLimit {
  /** How often each key may be counted within the window. */
  readonly points: number;
  /** Length of the window, seconds. It begins with a key's first count. */
  readonly windowS: number;
}

/** Counts per key within a window, in the memory of this process: each replica counts for itself. */
export class RateLimiter {
  private readonly counts: RateLimiterMemory;

  constructor(private readonly limit: RateLimit) {
    this.counts = new RateLimiterMemory({ points: limit.points, duration: limit.windowS });
  }

  /** Counts once for the key. Resolves to `false` where that is more than the limit. */
  async count(key: string): Promise<boolean> {
    try {
      await this.counts.consume(key);
      return true;
    } catch (refused) {
      // The library rejects with its result where the limit is exceeded, and with an error where something is wrong.
      if (refused instanceof RateLimiterRes) return false;
      throw refused;
    }
  }

  /** Whether the key has reached the limit. Counts nothing. */
  async isReached(key: string): Promise<boolean> {
    const state = await this.counts.get(key);
    return state !== null && state.consumedPoints >= this.limit.points;
  }

  /** Begins again at 0 for the key. */
  async reset(key: string): Promise<void> {
    await this.counts.delete(key);
  }
}
