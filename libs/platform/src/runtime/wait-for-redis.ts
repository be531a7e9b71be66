import { pause } from '#async';
import type { HotRedis } from '#hot-index';
import type { Runtime } from './runtime.js';

const LOOK_EVERY_MS = 500;

/** Waits until Redis answers; says so in the readiness answer meanwhile. */
export async function waitForRedis(runtime: Runtime, redis: HotRedis): Promise<void> {
  for (;;) {
    try {
      await redis.run("return redis.call('PING')", [], []);
      runtime.readiness.waitFor('redis', null);
      return;
    } catch {
      runtime.readiness.waitFor('redis', 'Redis does not answer.');
      await pause(LOOK_EVERY_MS);
    }
  }
}
