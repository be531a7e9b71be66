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

/** Makes the data folder, readable by its owner alone. An existing folder keeps its mode. @throws ConfigError where it can't be used */
export function prepareDataFolder(path: string): string {
  const folder = resolve(path);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
  } catch (error) {
    throw new ConfigError(`RESCIND_DATA_DIR: ${folder} cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return folder;
}

/**
 * The key-encryption key: the configured one, or the one in the data folder, which is made from `random` at the first start. A folder with
 * data but without a key is refused: a new key could not decrypt that data.
 * @throws ConfigError
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
    if (key.length !== 32)
      throw new ConfigError(
        `${file} does not hold a key of 32 bytes, base64url. Restore it from a backup; without that key the data cannot be decrypted.`,
      );
    return key;
  }
  if (existsSync(databaseFile(folder))) {
    throw new ConfigError(
      `${folder} holds data, but its key is missing: restore ${file} from a backup, or set RESCIND_KEY_ENCRYPTION_KEY to that key.`,
    );
  }
  const key = random();
  writeDurably(file, `${key.toString('base64url')}\n`);
  syncFolder(folder);
  return key;
}

/** Writes the file and waits until it is on disk: the key must be there before any data that needs it. */
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
