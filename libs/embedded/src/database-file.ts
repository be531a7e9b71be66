import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Makes the directory (mode 0700) and the file (mode 0600) where they are missing, durably: after a power cut the file is
 * still found under its name. What exists keeps its mode.
 */
export async function prepareDatabaseFile(file: string): Promise<void> {
  const directory = dirname(file);
  const firstMade = await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
  const handle = await open(file, 'a', FILE_MODE);
  await handle.close();

  const outermost = firstMade === undefined ? directory : dirname(firstMade);
  for (let current = directory; ; current = dirname(current)) {
    await syncDirectory(current);
    if (current === outermost || current === dirname(current)) return;
  }
}

/** Syncs a directory, which makes the names in it durable. Windows can't open directories and doesn't need it. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
