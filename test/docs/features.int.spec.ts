import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Feature {
  readonly name: string;
  readonly routes: readonly string[];
  readonly test: string;
}

interface Statement {
  readonly statement: string;
  readonly routes: readonly string[];
  readonly feature: string;
}

const METHODS = 'GET|POST|PUT|PATCH|DELETE';
const page = readFileSync('docs/features.md', 'utf8');
const [, firstHalf = '', secondHalf = ''] = page.split(/^## /m);

/** The cells of every row of the tables in a text, without their heads. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines
    .filter((_line, index) => !isRule(lines[index]) && !isRule(lines[index + 1]))
    .map((line) => cells(line));
}

function isRule(line = ''): boolean {
  return /^[|\s:-]+$/.test(line) && line !== '';
}

/** `METHOD /path` of every route that a cell names. */
function routesIn(cell: string): readonly string[] {
  return [...cell.matchAll(new RegExp(`\`((?:${METHODS}) /[^\`]*)\``, 'g'))].map(([, route = '']) => route);
}

/** A route as it is compared: without its query, and whatever its placeholders are called. */
function comparable(route: string): string {
  return route.replace(/\?.*$/, '').replaceAll(/\{[^}]*\}/g, '{}');
}

const FEATURES: readonly Feature[] = rowsOf(firstHalf).map(([name = '', , routes = '', test = '']) => ({
  name,
  routes: routesIn(routes),
  test: test.replaceAll('`', ''),
}));
const STATEMENTS: readonly Statement[] = rowsOf(secondHalf).map(
  ([statement = '', here = '', feature = '']) => ({
    statement,
    routes: routesIn(here),
    feature,
  }),
);

/** Everything that the reference lists: the control API's routes, and the issuers' endpoints, which take what OAuth says. */
function routesServed(): ReadonlySet<string> {
  const reference = readFileSync('docs/reference/http.md', 'utf8');
  const control = [...reference.matchAll(new RegExp(`^### \`((?:${METHODS}) [^\`]+)\``, 'gm'))];
  const issuer = [...reference.matchAll(/`(\/o\/\{org\}[^`]*)`/g)];
  return new Set([
    ...control.map(([, route = '']) => comparable(route)),
    ...issuer.flatMap(([, path = '']) => ['GET', 'POST'].map((method) => comparable(`${method} ${path}`))),
  ]);
}

/** Whether a test says by its title that it is of a feature: the title begins with the name, and no longer one. */
function isTested({ name, test }: Feature): boolean {
  const title = new RegExp(`\\b(?:it|describe|inBothModes)(?:\\.each\\([^\`'"]*\\))?\\(\\s*['"\`]${name}\\b`);
  return title.test(readFileSync(test, 'utf8'));
}

describe('docs/features.md', () => {
  it('has both tables, and no feature twice', () => {
    const names = FEATURES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([names.length > 25, STATEMENTS.length > 40]).toEqual([true, true]);
    for (const { name, test } of FEATURES) {
      expect(name).toMatch(/^[A-Z]\d$/);
      expect(test).toMatch(/^test\/e2e\/features\/.*\.e2e\.spec\.ts$/);
    }
  });

  it('names for every feature a test that there is, with a title that begins with its name', () => {
    const missing = FEATURES.filter(({ test }) => !existsSync(test));
    expect(missing.map(({ name, test }) => `${name}: ${test}`)).toEqual([]);
    expect(FEATURES.filter((feature) => !isTested(feature)).map(({ name }) => name)).toEqual([]);
  });

  it('names no route that isn’t served', () => {
    const served = routesServed();
    const named = [...FEATURES, ...STATEMENTS].flatMap(({ routes }) => routes);
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((route) => !served.has(comparable(route)))).toEqual([]);
  });

  it('answers every statement by a feature of the first table', () => {
    const known = new Set(FEATURES.map(({ name }) => name));
    expect(STATEMENTS.filter(({ feature }) => !known.has(feature))).toEqual([]);
  });
});
