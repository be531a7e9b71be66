import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';

const MARKER = '.complete.json';
const LOCK_POLL_MS = 250;
const LOCK_PATIENCE_MS = 10 * 60_000;

interface CachedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Downloads that outlive a run: `RESCIND_TEST_CACHE`, or `~/.cache/rescind-test`. */
function cacheFolder(): string {
  return process.env['RESCIND_TEST_CACHE'] ?? join(homedir(), '.cache', 'rescind-test');
}

/** One cached download. */
export interface CacheEntry {
  /** What it is, with its version, e.g. `kafka-4.1.0`: the folder's name. */
  readonly key: string;
  /** Downloads into the (empty) folder. */
  readonly fill: (folder: string) => Promise<void>;
}

/** A folder of downloads, each checked once per run. */
export class TestCache {
  readonly #root: string;
  readonly #checked = new Map<string, Promise<string>>();

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The folder of an entry, filled first if it is missing or not what was downloaded. It is filled under another name and
   * renamed, so that it is whole or absent; the lock only saves a second run the download, correctness doesn't rest on it.
   */
  folder(entry: CacheEntry): Promise<string> {
    const known = this.#checked.get(entry.key);
    if (known !== undefined) return known;
    const folder = this.#findOrFill(entry);
    this.#checked.set(entry.key, folder);
    folder.catch(() => this.#checked.delete(entry.key));
    return folder;
  }

  async #findOrFill(entry: CacheEntry): Promise<string> {
    const folder = join(this.#root, entry.key);
    if (await isWhole(folder)) return folder;
    await mkdir(this.#root, { recursive: true });
    const unlock = await lock(join(this.#root, `${entry.key}.lock`), () => isWhole(folder));
    try {
      if (!(await isWhole(folder))) await fill(entry, this.#root, folder);
      return folder;
    } finally {
      await unlock();
    }
  }
}

const downloads = new TestCache(cacheFolder());

/** The folder of a download in {@link cacheFolder}. */
export function cached(entry: CacheEntry): Promise<string> {
  return downloads.folder(entry);
}

async function fill(entry: CacheEntry, root: string, folder: string): Promise<void> {
  const filling = join(root, `.filling-${entry.key}-${randomUUID()}`);
  await mkdir(filling);
  try {
    await entry.fill(filling);
    await writeFile(join(filling, MARKER), JSON.stringify(await describeFiles(filling), null, 1));
    const aside = join(root, `.broken-${entry.key}-${randomUUID()}`);
    await rename(folder, aside).catch(ignoreMissing);
    await rm(aside, { recursive: true, force: true });
    await rename(filling, folder);
  } catch (cause) {
    // Another run may have put the same entry there in between.
    if (!(await isWhole(folder))) throw cause;
  } finally {
    await rm(filling, { recursive: true, force: true });
  }
}

async function isWhole(folder: string): Promise<boolean> {
  try {
    const files = JSON.parse(await readFile(join(folder, MARKER), 'utf8')) as readonly CachedFile[];
    for (const file of files) {
      const path = join(folder, file.path);
      if ((await stat(path)).size !== file.size || (await sha256(path)) !== file.sha256) return false;
    }
    return files.length > 0;
  } catch {
    return false;
  }
}

async function describeFiles(folder: string): Promise<readonly CachedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: CachedFile[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const full = join(entry.parentPath, entry.name);
    files.push({
      path: full.slice(folder.length + 1),
      size: (await stat(full)).size,
      sha256: await sha256(full),
    });
  }
  return files;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Takes the lock, or waits until its holder is done (`done` turns true) or dead. */
async function lock(path: string, done: () => Promise<boolean>): Promise<() => Promise<void>> {
  const giveUpAt = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      const handle = await open(path, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    if (await done()) return () => Promise.resolve();
    if (Date.now() > giveUpAt || !(await holderLives(path))) await rm(path, { force: true });
    else await delay(LOCK_POLL_MS);
  }
}

async function holderLives(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  // Just created, its pid not written yet: the holder lives.
  if (text === '') return true;
  try {
    process.kill(Number(text), 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function ignoreMissing(error: unknown): void {
  if (!isCode(error, 'ENOENT')) throw error;
}

function isCode(error: unknown, code: string): boolean {
  // Not `instanceof Error`: under jest, Node's own errors are of another realm.
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
