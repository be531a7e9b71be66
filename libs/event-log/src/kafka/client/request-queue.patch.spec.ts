import { describe, expect, it, jest } from '@jest/globals';
import { createRequire } from 'node:module';
import { patchRequestQueue } from './request-queue.patch.js';

type RequestQueue = new (options: object) => {
  pending: unknown[];
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  destroy(): void;
};

const load = createRequire(import.meta.url);

describe('the request queue of kafkajs, repaired', () => {
  it('arms no timer while nothing waits, and still arms one while something does', () => {
    patchRequestQueue();
    patchRequestQueue();
    const Queue = load('kafkajs/src/network/requestQueue/index.js') as RequestQueue;
    const quiet = { debug: jest.fn(), warn: jest.fn() };
    const queue = new Queue({
      maxInFlightRequests: 0,
      requestTimeout: 1,
      clientId: 'c',
      broker: 'b',
      logger: quiet,
    });

    queue.checkPendingRequests();
    expect(queue.throttleCheckTimeoutId).toBeNull();

    queue.pending.push({});
    queue.checkPendingRequests();
    expect(queue.throttleCheckTimeoutId).not.toBeNull();
    queue.destroy();
  });
});
