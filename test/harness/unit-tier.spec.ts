import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { isUnitSpec } from './unit-tier.js';

describe('a unit test', () => {
  it.each<[string, () => unknown]>([
    ['connect', () => connect(65535, '127.0.0.1')],
    ['listen', () => createServer().listen(0)],
    ['spawn', () => spawn('true')],
    ['start a thread', () => new Worker('')],
  ])('can’t %s', (_, act) => {
    expect(act).toThrow('A unit test does no I/O');
  });

  it('can’t fetch', async () => {
    const failure: unknown = await fetch('http://127.0.0.1:65535').catch((error: unknown) => error);
    expect(String((failure as Error).cause)).toContain('A unit test does no I/O');
  });

  it('is one by its suffix', () => {
    expect(['a.spec.ts', 'a.int.spec.ts', 'a.e2e.spec.ts'].map(isUnitSpec)).toEqual([true, false, false]);
  });
});
