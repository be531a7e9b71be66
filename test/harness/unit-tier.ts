import { ChildProcess } from 'node:child_process';
import { Server, Socket } from 'node:net';
import { afterAll, expect } from '@jest/globals';

// Not by `import`: jest would keep the exports as they were before they are replaced, and give those to the spec.
const THREADS = process.getBuiltinModule('node:worker_threads');

/** Where each kind of I/O begins, whichever library it comes from. `fetch`, HTTP clients and drivers all end in `connect`. */
const BEGINNINGS: readonly (readonly [object, string])[] = [
  [Socket.prototype, 'connect'],
  [Server.prototype, 'listen'],
  [ChildProcess.prototype, 'spawn'],
  [THREADS, 'Worker'],
];

/** Whether a spec is a unit test by its suffix. */
export function isUnitSpec(path: string): boolean {
  return !/\.(int|e2e)\.spec\.ts$/.test(path);
}

/**
 * Makes sockets, servers, child processes and worker threads throw until the answer is called. Files are ESLint's business: a unit
 * test may not import `node:fs`.
 */
export function forbidIo(): () => void {
  const undo = BEGINNINGS.map(([owner, name]) => {
    const original = Object.getOwnPropertyDescriptor(owner, name);
    if (original === undefined)
      throw new Error(`Node has no ${name} where the unit tests' guard looks for it.`);
    Object.defineProperty(owner, name, { ...original, value: refuse(name) });
    return () => {
      Object.defineProperty(owner, name, original);
    };
  });
  return () => {
    for (const put of undo) put();
  };
}

function refuse(name: string): () => never {
  return function () {
    throw new Error(
      `A unit test does no I/O, and this one called ${name}: rename it to .int.spec.ts (one service) or .e2e.spec.ts (several apps).`,
    );
  };
}

// jest evaluates this file before each spec.
if (isUnitSpec(expect.getState().testPath ?? '')) afterAll(forbidIo());
