import { checkKafkajs, type RequestQueue } from './kafkajs-internals.js';

const PATCHED = Symbol.for('rescind.kafkajs.request-queue');
let done = false;

/**
 * Corrects one method of kafkajs 2.2.4. Its request queue starts its throttle timer even when no request is waiting, with a negative
 * delay, and so again every millisecond for as long as a connection lives: Node 24 prints `TimeoutNegativeWarning`, and an idle client
 * burns CPU. While nothing is pending there is nothing to check; a request that has to wait starts the timer itself when it is queued.
 * (https://github.com/tulios/kafkajs/issues/1751)
 *
 * Patches once, however often it is called.
 * @throws KafkajsInternalsError where kafkajs isn't built like the tested version
 */
export function patchRequestQueue(): void {
  if (done) return;
  const prototype = checkKafkajs();
  if (!(PATCHED in prototype)) patch(prototype);
  done = true;
}

function patch(prototype: RequestQueue): void {
  const original = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) original.call(this);
  };
  Object.defineProperty(prototype, PATCHED, { value: true });
}
