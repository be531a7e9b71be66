import { performance } from 'node:perf_hooks';
import { v7 as uuidv7 } from 'uuid';

/** Time and ids, passed in so that tests can set them. */
export interface Ambient {
  /** Epoch ms. */
  readonly now: () => number;
  /** Monotonic ms. */
  readonly monotonic: () => number;
  /** A new time-ordered id (UUIDv7, RFC 9562). */
  readonly newId: () => string;
}

/** The clock, the monotonic clock and the ids of a real process. */
export const REAL_AMBIENT: Ambient = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  newId: () => uuidv7(),
};
