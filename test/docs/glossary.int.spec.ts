import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** Words that the glossary forbids and that the code still has. */
const NOT_YET: readonly string[] = [];

const glossary = readFileSync('docs/glossary.md', 'utf8');
const section = glossary.split(/^## /m).find((text) => text.startsWith('Words that we don')) ?? '';
const WORDS = [...section.matchAll(/^\| `([a-z]+)` +\|/gm)].map(([, word = '']) => word);

/** The word alone, in the plural, or as one part of a name such as `generationBook`, `book_of` or `BOOK_SIZE`. */
function pattern(word: string): RegExp {
  const capital = `${(word[0] ?? '').toUpperCase()}${word.slice(1)}`;
  const upper = word.toUpperCase();
  return new RegExp(
    `(?<![A-Za-z])${word}s?(?![a-z])|${capital}s?(?![a-z])|(?<![A-Za-z])${upper}S?(?![A-Za-z])`,
  );
}

function findings(word: string): readonly string[] {
  const forbidden = pattern(word);
  const files = globSync('{apps,libs,test,bench,examples,scripts,deploy}/**/*.{ts,mjs,cjs}', {
    exclude: ['**/node_modules/**', 'test/docs/glossary.int.spec.ts'],
  });
  expect(files.length).toBeGreaterThan(500);
  return files.flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    const inName = forbidden.test(file.replaceAll('-', '_')) ? [file] : [];
    return [
      ...inName,
      ...lines.flatMap((line, index) => (forbidden.test(line) ? [`${file}:${String(index + 1)}`] : [])),
    ];
  });
}

describe('docs/glossary.md', () => {
  it('lists the words that the code doesn’t use', () => {
    expect(WORDS.length).toBeGreaterThan(3);
    expect(NOT_YET.filter((word) => !WORDS.includes(word))).toEqual([]);
  });

  it.each(WORDS.filter((word) => !NOT_YET.includes(word)))('keeps the code free of “%s”', (word) => {
    expect(findings(word)).toEqual([]);
  });

  it('finds a word alone and as a part of a name, and nowhere else', () => {
    const found = (texts: readonly string[]) => texts.filter((text) => pattern('lane').test(text));
    const uses = ['the lane of', 'batchLane', 'LaneOptions', 'lanes', 'LANE_SIZE', 'batch_lane'];
    expect(found(uses)).toEqual(uses);
    expect(found(['a plane', 'controlPlane', 'Planet', 'PLANE', 'explanet'])).toEqual([]);
  });
});
