import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs a TypeScript file of this repository in a process of its own, which a test may kill. Its output is piped.
 * @example
 * const child = spawnSource(new URL('./append-until-killed.child.ts', import.meta.url), [file]);
 * child.kill('SIGKILL');
 */
export function spawnSource(script: URL, args: readonly string[]): ChildProcess {
  const hooks = new URL('./source.hooks.ts', import.meta.url).href;
  return spawn(process.execPath, ['--import', hooks, fileURLToPath(script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
