import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { StorageAddress } from './read-models-under-test.js';

/** What the child projects: the sample payments, in batches. */
export interface CrashingProjectorOptions {
  readonly facts: number;
  readonly batch: number;
  /** Which `saveCheckpoint` call hangs, counted from 1: everything before it is written. */
  readonly hangAtCheckpoint?: number;
  /** Before which write of a collection, counted from 1, it hangs instead: everything that comes before it is written. */
  readonly hangAtWrite?: { readonly collection: string; readonly time: number };
}

/** A projector in a process of its own, to be killed. */
export interface CrashingProjector {
  /** Resolves when the child has said it that many times. */
  said(word: 'checkpoint' | 'hanging', times?: number): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Starts the child: the TypeScript sources themselves, on plain Node. */
export function startCrashingProjector(
  address: StorageAddress,
  options: CrashingProjectorOptions,
): CrashingProjector {
  const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
  const flags = [
    '--no-warnings',
    '--experimental-transform-types',
    '--import',
    path('../../../../scripts/typescript-sources.mjs'),
    '--import',
    path('./source-aliases.mjs'),
  ];
  const child = spawn(
    process.execPath,
    [...flags, path('./crashing-projector.child.ts'), JSON.stringify({ address, ...options })],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  const words: string[] = [];
  let errors = '';
  let ended = false;
  const changed = new Set<() => void>();
  const tell = (): void => {
    for (const listener of changed) listener();
  };
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    words.push(line);
    tell();
  });
  const exit = once(child, 'exit').then(() => {
    ended = true;
    tell();
  });
  return {
    said: (word, times = 1) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const heard = words.filter((line) => line === word).length >= times;
          if (!heard && !ended) return;
          changed.delete(check);
          if (heard) resolve();
          else reject(new Error(`the child ended before it said ${word}: ${errors}`));
        };
        changed.add(check);
        check();
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
