import { readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER_PREFIX, OWNER_FILE } from './supervisor.protocol.js';

/**
 * Ends servers whose supervisor was itself killed, and removes their folders. A process counts as such a server only if its
 * command line names the folder (read from /proc; elsewhere nothing is ended, only folders are removed).
 */
export async function sweepLeftovers(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(FOLDER_PREFIX));
  for (const name of names) {
    const folder = join(tmpdir(), name);
    const owner = await readOwner(folder);
    if (owner === null || isAlive(owner.supervisor)) continue;
    if (owner.server !== null && isAlive(owner.server)) {
      const commandLine = await readFile(`/proc/${String(owner.server)}/cmdline`, 'utf8').catch(() => '');
      if (!commandLine.includes(folder)) continue;
      process.kill(owner.server, 'SIGKILL');
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface Owner {
  readonly supervisor: number;
  readonly server: number | null;
}

async function readOwner(folder: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(join(folder, OWNER_FILE), 'utf8')) as Owner;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
