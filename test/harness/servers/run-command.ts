import { execFile } from 'node:child_process';
import { WayUnavailable } from './server.types.js';

/** Runs a command to its end and answers its standard output. @throws Error with the end of what it printed */
export function run(command: string, args: readonly string[], timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
        return;
      }
      const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-5).join(' | ');
      reject(
        new Error(`${command} ${args[0] ?? ''}: ${said === '' ? error.message : said}`, { cause: error }),
      );
    });
  });
}

/** Whether the command runs at all. */
export async function answers(
  command: string,
  args: readonly string[],
  timeoutMs = 10_000,
): Promise<boolean> {
  try {
    await run(command, args, timeoutMs);
    return true;
  } catch {
    return false;
  }
}

/** @throws WayUnavailable when the command isn't there */
export async function need(command: string, args: readonly string[]): Promise<void> {
  if (!(await answers(command, args))) throw new WayUnavailable(`no ${command} on the PATH`);
}
