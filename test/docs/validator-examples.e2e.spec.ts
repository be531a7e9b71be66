import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GuideFolder, writeGuideFolder } from './guide-folder.js';

const REFERENCE = new URL('../../docs/reference/', import.meta.url);

/** What an example may use without making it: its reader has one. */
const READERS_OWN = {
  source: 'const source = liveSource({ state: () => null, knownAsOf: () => null });',
  validator:
    "const validator = makeValidator({ issuers: [{ issuer: 'https://id.example', jwks: { keys: [] }, audience: 'a' }], source: liveSource({ state: () => null, knownAsOf: () => null }) });",
};

/** The examples of the SDK's reference, as files that stand alone. */
function examples(): ReadonlyMap<string, string> {
  const pages = [
    'validator.md',
    ...readdirSync(new URL('validator/', REFERENCE)).map((name) => `validator/${name}`),
  ];
  const texts = pages.flatMap((page) =>
    [...readFileSync(new URL(page, REFERENCE), 'utf8').matchAll(/^#+ Example\n\n```ts\n([^]*?)```/gm)].map(
      (match) => match[1] ?? '',
    ),
  );
  return new Map(texts.map((text, at) => [`example-${String(at)}.ts`, standingAlone(text)]));
}

function standingAlone(text: string): string {
  const code = text.search(/^(?!import |\n| {2}|\} from)/m);
  const lacks = Object.entries(READERS_OWN).filter(([name]) => {
    const makesIt = new RegExp(`const ${name}\\b|\\(${name}:`);
    return (
      new RegExp(`\\b${name}\\b`).test(text.slice(code).replaceAll(/'[^']*'/g, '')) && !makesIt.test(text)
    );
  });
  if (lacks.length === 0) return text;
  const made = lacks.map(([, line]) => line).join('\n');
  // What the example does at once with what its reader has comes after it is made.
  const own =
    "import { createValidator as makeValidator, stateSource as liveSource } from '@rescind/validator';";
  return `${own}\n${text.slice(0, code)}${made}\n${text.slice(code)}`;
}

describe('the examples of the SDK’s reference', () => {
  const files = examples();
  let folder: GuideFolder;
  beforeAll(() => {
    const all = [...files.keys()].map((name) => `await import('./${name}');`).join('\n');
    folder = writeGuideFolder(
      new Map([...files, ['all.ts', `${all}\nprocess.exit(process.exitCode ?? 0);\nexport {};\n`]]),
    );
  });
  afterAll(() => {
    folder.remove();
  });

  it('are there, one for each symbol at least', () => {
    expect(files.size).toBeGreaterThan(60);
  });

  it('compile', () => {
    const tsc = spawnSync('node_modules/.bin/tsc', ['-p', folder.path], { encoding: 'utf8' });
    expect(tsc.stdout.split('\n').filter((line) => line !== '' && !/^(libs\/|\s)/.test(line))).toEqual([]);
  });

  it('run', () => {
    const { status, stderr } = spawnSync(process.execPath, [`${folder.path}/all.ts`], {
      encoding: 'utf8',
      env: { ...process.env, EDGE_SECRET: 'secret', INTROSPECTION_SECRET: 'secret' },
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
