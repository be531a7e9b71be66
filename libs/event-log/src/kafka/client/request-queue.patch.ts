import { createRequire } from 'node:module';

/** The part of kafkajs' request queue that is wrong in 2.2.4. */
interface RequestQueue {
  pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

const PATCHED = Symbol.for('rescind.kafkajs.request-queue');

/**
 * Repairs one method of kafkajs 2.2.4, whose request queue arms its throttle timer even when nothing waits: with a negative
 * delay, again every millisecond, for as long as a connection lives. Node 24 prints `TimeoutNegativeWarning` for it, and an
 * idle client burns CPU. With nothing pending there is nothing to check: a request that must wait arms the timer itself when
 * it is queued. (https://github.com/tulios/kafkajs/issues/1751)
 *
 * Does nothing where kafkajs has another shape. Idempotent.
 */
export function patchRequestQueue(): void {
  const prototype = requestQueuePrototype();
  if (prototype === null || PATCHED in prototype) return;
  const original = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) original.call(this);
  };
  Object.defineProperty(prototype, PATCHED, { value: true });
}

function requestQueuePrototype(): RequestQueue | null {
  try {
    const load = createRequire(import.meta.url);
    const found: unknown = load('kafkajs/src/network/requestQueue/index.js');
    const prototype: unknown = typeof found === 'function' ? found.prototype : null;
    return isRequestQueue(prototype) ? prototype : null;
  } catch {
    return null;
  }
}

function isRequestQueue(value: unknown): value is RequestQueue {
  return (
    typeof value === 'object' &&
    value !== null &&
    'scheduleCheckPendingRequests' in value &&
    typeof value.scheduleCheckPendingRequests === 'function'
  );
}
