import { pause } from '#async';
import type { Position } from '#domain';
import type { ReadModelStore } from '../read-model-store.port.js';
import { PROJECTOR } from './collections.js';

const FIRST_LOOK_MS = 5;
const MAX_LOOK_MS = 100;

/**
 * Waits until the read models contain everything up to a position, so that a caller can read its own writes.
 *
 * @param timeoutMs how long to wait, ms
 * @returns whether they do within that time; `false` also if the position is of another generation.
 * @throws ReadModelError `STORE_UNAVAILABLE`
 * @example
 * const isThere = await waitForCheckpoint(store, DECISIONS_TOPIC, partition, position, 2_000);
 */
export async function waitForCheckpoint(
  store: Pick<ReadModelStore, 'checkpoint'>,
  topic: string,
  partition: number,
  position: Position,
  timeoutMs: number,
): Promise<boolean> {
  const giveUpAt = performance.now() + timeoutMs;
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 2, MAX_LOOK_MS)) {
    const held = await store.checkpoint(PROJECTOR, topic, partition);
    if (held?.generation === position.generation && held.offset >= position.offset) return true;
    const left = giveUpAt - performance.now();
    if (left <= 0) return false;
    await pause(Math.min(wait, left));
  }
}
