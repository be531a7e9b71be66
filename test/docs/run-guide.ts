import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { guideBlocks, printsAs, type RunnableBlock, runnableBlocks } from './guide-blocks.js';

/** What one block printed. */
interface BlockRun {
  readonly block: RunnableBlock;
  readonly printed: string;
}

/** Where the replacements of a guide's addresses and secrets come in. */
export type Replacements = Readonly<Record<string, string>>;

const MARK = '--- end of a block ---';

/**
 * Runs blocks one after the other in one shell, as their reader does, and answers what each printed. A failing command ends it.
 * @throws Error with what was printed, when it ends early
 */
async function runGuide(
  blocks: readonly RunnableBlock[],
  replacements: Replacements,
): Promise<readonly BlockRun[]> {
  const script = blocks.map(({ text }) => `${replaceAll(text, replacements)}\necho '${MARK}'\n`).join('');
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: new URL('../../', import.meta.url),
    env: { PATH: process.env['PATH'] },
    // A group of its own, so that nothing that a guide starts outlives it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let errors = '';
  shell.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  shell.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const closed = once(shell, 'close');
  const [code] = (await once(shell, 'exit')) as [number | null];
  endGroup(shell.pid);
  await closed;
  const runs = printed.split(`${MARK}\n`);
  if (code !== 0 || runs.length !== blocks.length + 1) {
    const at = blocks[runs.length - 1]?.line ?? 0;
    throw new Error(`The block at line ${String(at)} ended with ${String(code)}:\n${printed}\n${errors}`);
  }
  return blocks.map((block, index) => ({ block, printed: runs[index] ?? '' }));
}

/**
 * Runs a guide's commands, and compares what they print with what it says that they print.
 * @throws Error naming the line of the guide
 */
export async function expectGuideHolds(name: string, replacements: Replacements): Promise<void> {
  const blocks = runnableBlocks(guideBlocks(name));
  if (blocks.length === 0) throw new Error(`${name} has no commands.`);
  for (const { block, printed } of await runGuide(blocks, replacements)) {
    const said = block.output === null ? null : replaceAll(block.output, replacements);
    if (said === null || printsAs(printed, said)) continue;
    throw new Error(`${name}, line ${String(block.line)}, prints\n${printed}\ninstead of\n${said}`);
  }
}

/** Replaces each text by its own; used on what a guide says as on what it runs. */
function replaceAll(text: string, replacements: Replacements): string {
  return Object.entries(replacements).reduce((sum, [from, to]) => sum.replaceAll(from, to), text);
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing was left.
  }
}
