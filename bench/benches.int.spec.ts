import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const BENCHES = globSync('bench/*/*.bench.ts');

describe('a bench', () => {
  it('is one of four', () => {
    expect(BENCHES).toHaveLength(4);
  });

  it.each(BENCHES)('%s starts with plain Node, and says what it measures', async (bench) => {
    const { stdout } = await promisify(execFile)(process.execPath, [bench, '--help']);
    expect(stdout).toMatch(/^bench:[a-z-]+ /);
  });
});
