import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError } from '#platform';
import { databaseFile, keyEncryptionKey, prepareDataFolder } from './data-folder.js';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'rescind-folder-'));
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const random = (): Buffer => Buffer.alloc(32, 7);

describe('the data folder', () => {
  it('is made with everything above it, for its owner alone', () => {
    const folder = prepareDataFolder(join(parent, 'deep', 'data'));
    expect(mode(folder)).toBe('700');
    expect(prepareDataFolder(folder)).toBe(folder);
  });

  it('that was there already keeps its mode: it may be shared', () => {
    chmodSync(parent, 0o755);
    prepareDataFolder(parent);
    expect(mode(parent)).toBe('755');
  });

  it('that can’t be one is refused, by its name', () => {
    const file = join(parent, 'file');
    writeFileSync(file, '');
    expect(() => prepareDataFolder(file)).toThrow(ConfigError);
    expect(() => prepareDataFolder(join(file, 'below'))).toThrow(/RESCIND_DATA_DIR: .*file/);
  });
});

describe('the key-encryption key', () => {
  const file = (): string => join(parent, 'key-encryption-key');

  it('is made at the first start, readable for its owner alone, and is the same ever after', () => {
    const key = keyEncryptionKey(parent, undefined, random);
    expect(key).toEqual(random());
    expect(mode(file())).toBe('600');
    expect(keyEncryptionKey(parent, undefined, () => Buffer.alloc(32, 8))).toEqual(key);
  });

  it('that is configured goes before, and is not written down', () => {
    expect(keyEncryptionKey(parent, Buffer.alloc(32, 9).toString('base64url'), random)).toEqual(
      Buffer.alloc(32, 9),
    );
    expect(existsSync(file())).toBe(false);
  });

  it('is never made anew beside data that was sealed under a lost one', () => {
    writeFileSync(databaseFile(parent), 'data');
    expect(() => keyEncryptionKey(parent, undefined, random)).toThrow(/key is missing/);
    expect(existsSync(file())).toBe(false);
    expect(keyEncryptionKey(parent, Buffer.alloc(32, 9).toString('base64url'), random)).toHaveLength(32);
  });

  it.each(['', 'short', Buffer.alloc(33).toString('base64url')])(
    'in a file that holds something else (%j) is refused, and left alone',
    (text) => {
      writeFileSync(file(), text);
      expect(() => keyEncryptionKey(parent, undefined, random)).toThrow(ConfigError);
      expect(readFileSync(file(), 'utf8')).toBe(text);
    },
  );
});
