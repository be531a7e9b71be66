import { connectHotRedis, type HotRedis } from '#hot-index';
import { type Runtime, waitForRedis } from '#platform';
import type { VerifyRecord } from './hot-entries.js';
import { type HotIndexWriter, startHotIndexWriter } from './hot-index.writer.js';

/** Keeps the hot index in Redis complete for as long as the process lives. */
export class HotIndexService {
  private constructor(
    private readonly redis: HotRedis,
    private readonly writer: HotIndexWriter,
  ) {}

  /** Waits for Redis, then starts writing. */
  static async start(runtime: Runtime, url: string, verify: VerifyRecord): Promise<HotIndexService> {
    const redis = await connectHotRedis({ url });
    await waitForRedis(runtime, redis);
    const writer = startHotIndexWriter({
      log: runtime.storage.log,
      redis,
      verify,
      onHealth: (healthy, detail) => {
        runtime.logger[healthy ? 'info' : 'warn']({ detail }, 'hot index');
      },
    });
    return new HotIndexService(redis, writer);
  }

  async close(): Promise<void> {
    await this.writer.close();
    await this.redis.close();
  }
}
