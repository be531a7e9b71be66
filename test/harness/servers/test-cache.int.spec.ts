import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestCache } from './test-cache.js';

describe('the cache of downloads', () => {
  let root: string;
  let fills: number;

  const entry = (text = 'whole') => ({
    key: 'thing-1.0',
    fill: async (folder: string) => {
      fills += 1;
      await mkdir(join(folder, 'bin'));
      await writeFile(join(folder, 'bin', 'thing'), text);
    },
  });
  const content = async (folder: string) => readFile(join(folder, 'bin', 'thing'), 'utf8');

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'test-cache-'));
    fills = 0;
  });
  afterEach(() => rm(root, { recursive: true }));

  it('downloads once, for this run and the next', async () => {
    await new TestCache(root).folder(entry());
    expect(await content(await new TestCache(root).folder(entry()))).toBe('whole');
    expect(fills).toBe(1);
    expect(await readdir(root)).toEqual(['thing-1.0']);
  });

  it('downloads once for many that ask at the same time, in this run and in others', async () => {
    const caches = [new TestCache(root), new TestCache(root), new TestCache(root)];
    const folders = await Promise.all(
      caches.flatMap((cache) => [cache.folder(entry()), cache.folder(entry())]),
    );
    expect(new Set(folders).size).toBe(1);
    expect(fills).toBe(1);
  });

  it.each<[string, (file: string) => Promise<void>]>([
    ['changed', (file) => writeFile(file, 'wh0le')],
    ['cut short', (file) => writeFile(file, 'who')],
    ['removed', (file) => rm(file)],
  ])('downloads again when a file was %s', async (_, damage) => {
    const folder = await new TestCache(root).folder(entry());
    await damage(join(folder, 'bin', 'thing'));
    expect(await content(await new TestCache(root).folder(entry()))).toBe('whole');
    expect(fills).toBe(2);
  });

  it('leaves nothing behind of a download that failed, and tries again when it is asked again', async () => {
    const cache = new TestCache(root);
    const failing = { key: 'thing-1.0', fill: () => Promise.reject(new Error('no network')) };
    await expect(cache.folder(failing)).rejects.toThrow('no network');
    expect(await readdir(root)).toEqual([]);
    expect(await content(await cache.folder(entry()))).toBe('whole');
  });

  it('does not wait for the lock of a run that was killed', async () => {
    const deadPid = 2 ** 22 + 1;
    await writeFile(join(root, 'thing-1.0.lock'), String(deadPid));
    expect(await content(await new TestCache(root).folder(entry()))).toBe('whole');
  });
});
