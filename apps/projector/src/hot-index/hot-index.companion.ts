import { type Runtime, waitForRedis } from '#platform';
import { connectHotRedis, type HotRedis } from '#read-models';
import type { VerifyRecord } from './hot-entries.js';
import { type HotIndex, startHotIndex } from './hot-index.js';

/** Keeps the hot index in Redis complete for as long as the process lives. */
export class HotIndexCompanion {
  private constructor(
    private readonly redis: HotRedis,
    private readonly index: HotIndex,
  ) {}

  /** Waits for Redis, then begins. */
  static async start(runtime: Runtime, url: string, verify: VerifyRecord): Promise<HotIndexCompanion> {
    const redis = await connectHotRedis({ url });
    await waitForRedis(runtime, redis);
    const index = startHotIndex({
      log: runtime.storage.log,
      redis,
      verify,
      onHealth: (healthy, detail) => {
        runtime.logger[healthy ? 'info' : 'warn']({ detail }, 'hot index');
      },
    });
    return new HotIndexCompanion(redis, index);
  }

  async close(): Promise<void> {
    await this.index.close();
    await this.redis.close();
  }
}
