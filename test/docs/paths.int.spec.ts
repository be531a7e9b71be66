import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PAGES = globSync('{*.md,docs/**/*.md,{apps,libs,test,bench,examples}/**/AGENTS.md}', {
  exclude: ['**/node_modules/**'],
});
const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g;
/** A path from the root of the repository, as pages write one between backticks; patterns and placeholders are left out. */
const PATH = /`((?:apps|libs|test|docs|bench|examples|scripts|deploy)\/[\w./-]+)`/g;

function missingIn(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8');
  const links = [...text.matchAll(LINK)].map(([, target = '']) => join(dirname(page), target));
  const paths = [...text.matchAll(PATH)].map(([, path = '']) => path);
  return [...links, ...paths].filter((path) => !existsSync(path));
}

describe('a page', () => {
  it('is one of many', () => {
    expect(PAGES.length).toBeGreaterThan(50);
  });

  it.each(PAGES)('%s names only files and folders that exist', (page) => {
    expect(missingIn(page)).toEqual([]);
  });
});
