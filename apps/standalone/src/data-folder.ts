import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from '#platform';

const KEY_FILE = 'key-encryption-key';

/** Makes the data folder, for its owner alone; one that is there keeps its mode. @throws ConfigError when it can't be used */
export function prepareDataFolder(path: string): string {
  const folder = resolve(path);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw new Error('it is no folder');
  } catch (error) {
    throw new ConfigError(`RESCIND_DATA_DIR: ${folder} cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return folder;
}

/**
 * The key-encryption key: the configured one, or the one in the data folder, made from `random` at the first start. Data that was
 * sealed under a lost key can't be opened again, so a folder that holds data but no key is refused.
 */
export function keyEncryptionKey(
  folder: string,
  configured: string | undefined,
  random: () => Buffer,
): Buffer {
  if (configured !== undefined) return Buffer.from(configured, 'base64url');
  const file = join(folder, KEY_FILE);
  if (existsSync(file)) {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
    if (key.length !== 32) throw new ConfigError(`${file} does not hold a key of 32 bytes.`);
    return key;
  }
  if (existsSync(databaseFile(folder))) {
    throw new ConfigError(
      `${folder} holds data, but its key is missing: put ${file} back, or set RESCIND_KEY_ENCRYPTION_KEY.`,
    );
  }
  const key = random();
  writeDurably(file, `${key.toString('base64url')}\n`);
  syncFolder(folder);
  return key;
}

/** The database is on disk when it says so; its key must be there before. */
function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The one file of the embedded storage. */
export function databaseFile(folder: string): string {
  return join(folder, 'rescind.db');
}
