import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { askedBy, neededServices } from './needed-services.js';

const ask = (names: string): string => `describeWith(${names})('title', () => {});`;

describe('the services that a run needs', () => {
  let rootDir: string;
  const wish = process.env['RESCIND_TEST_SERVICES'];

  beforeEach(() => {
    delete process.env['RESCIND_TEST_SERVICES'];
    rootDir = mkdtempSync(join(tmpdir(), 'needed-services-'));
    const specs = {
      'libs/a/src/a.int.spec.ts': ask("'kafka', 'mongo'"),
      'apps/b/src/b.e2e.spec.ts': ask("'redis'"),
      'libs/c/src/c.spec.ts': ask("'redis'"),
    };
    for (const [path, text] of Object.entries(specs)) {
      mkdirSync(dirname(join(rootDir, path)), { recursive: true });
      writeFileSync(join(rootDir, path), text);
    }
  });
  afterEach(() => {
    rmSync(rootDir, { recursive: true });
    if (wish === undefined) delete process.env['RESCIND_TEST_SERVICES'];
    else process.env['RESCIND_TEST_SERVICES'] = wish;
  });

  it.each<[string, string[], string[]]>([
    ['everything', [], ['kafka', 'mongo', 'redis']],
    ['one folder', ['libs/a'], ['kafka', 'mongo']],
    ['two folders', ['libs/a', 'apps/b'], ['kafka', 'mongo', 'redis']],
    ['a unit test, which does no I/O', ['libs/c'], []],
    ['nothing that there is', ['elsewhere'], []],
  ])('are those of the selected specs: %s', (_, patterns, expected) => {
    expect([...neededServices({ rootDir, patterns })].toSorted()).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    ['unit tests', '\\.(int|e2e)\\.spec\\.ts$', []],
    ['integration tests', '(?<!\\.int)\\.spec\\.ts$', ['kafka', 'mongo']],
    ['end-to-end tests', '(?<!\\.e2e)\\.spec\\.ts$', ['redis']],
  ])('are only those of the tier that is run: %s', (_, pattern, expected) => {
    expect([...neededServices({ rootDir, patterns: [], leftOut: [pattern] })].toSorted()).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['all', ['kafka', 'mongo', 'redis']],
    ['none', []],
    ['redis, kafka', ['kafka', 'redis']],
  ])('are overruled by RESCIND_TEST_SERVICES=%s', (services, expected) => {
    process.env['RESCIND_TEST_SERVICES'] = services;
    expect([...neededServices({ rootDir, patterns: ['libs/c'] })].toSorted()).toEqual(expected);
  });

  it('can’t be ones that nobody knows', () => {
    process.env['RESCIND_TEST_SERVICES'] = 'kafka,cassandra';
    expect(() => neededServices({ rootDir, patterns: [] })).toThrow('cassandra');
  });

  it('are found wherever the names are written out', () => {
    expect(askedBy("describeWith(\n  'kafka',\n  'redis',\n)('…')")).toEqual(['kafka', 'redis']);
    expect(askedBy("describe('kafka', …)")).toEqual([]);
  });
});
