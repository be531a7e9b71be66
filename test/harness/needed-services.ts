import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName } from './servers/server.types.js';

const SPECS = '{apps,libs,test,bench,examples}/**/*.{int,e2e}.spec.ts';
const ASKS = /describeWith\(\s*((?:'[a-z]+'\s*,?\s*)+)\)/g;

/** What jest was asked to run. */
export interface Selection {
  readonly rootDir: string;
  /** Regular expressions on paths; empty: everything. */
  readonly patterns: readonly string[];
  /** Regular expressions on paths that are left out, such as those of another tier. */
  readonly leftOut?: readonly string[];
}

/**
 * The services that the selected specs ask for. Only `.int.spec` and `.e2e.spec` files may do I/O, and they ask with
 * `describeWith('kafka', …)`, written out, so reading them is enough. `RESCIND_TEST_SERVICES` overrules: `all`, `none`, or
 * a list such as `kafka,redis`.
 */
export function neededServices(selection: Selection): ReadonlySet<ServiceName> {
  const wish = process.env['RESCIND_TEST_SERVICES'];
  if (wish !== undefined && wish !== '') return parseWish(wish);
  const patterns = selection.patterns.map((pattern) => new RegExp(pattern, 'i'));
  const leftOut = (selection.leftOut ?? []).map((pattern) => new RegExp(pattern));
  const needed = new Set<ServiceName>();
  for (const file of globSync(SPECS, { cwd: selection.rootDir, exclude: ['**/node_modules/**'] })) {
    const path = join(selection.rootDir, file);
    const named =
      patterns.length === 0 || patterns.some((pattern) => pattern.test(path) || pattern.test(file));
    const selected = named && !leftOut.some((pattern) => pattern.test(path));
    if (selected) for (const name of askedBy(readFileSync(path, 'utf8'))) needed.add(name);
  }
  return needed;
}

/** The services that a spec's text asks for; `inBothModes` asks for all of them. */
export function askedBy(source: string): readonly ServiceName[] {
  if (source.includes('inBothModes(')) return SERVICE_NAMES;
  return [...source.matchAll(ASKS)].flatMap((match) =>
    SERVICE_NAMES.filter((name) => match[1]?.includes(`'${name}'`)),
  );
}

function parseWish(wish: string): ReadonlySet<ServiceName> {
  if (wish === 'all') return new Set(SERVICE_NAMES);
  if (wish === 'none') return new Set();
  const names = wish.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !SERVICE_NAMES.some((known) => known === name));
  if (unknown.length > 0) {
    throw new Error(
      `RESCIND_TEST_SERVICES: ${unknown.join(', ')} is none of ${SERVICE_NAMES.join(', ')}, all, none`,
    );
  }
  return new Set(SERVICE_NAMES.filter((name) => names.includes(name)));
}
