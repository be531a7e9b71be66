import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The folder that is published: the manifest, README, licence and change log, and what is built beside them. */
export const PACKAGE = `${ROOT}libs/validator/package/`;
/** Where tarballs are put. */
export const PACKED = `${ROOT}dist/packages/`;

const SOURCES = `${ROOT}libs/validator/src/`;

/** The package's manifest. */
export function manifest() {
  return JSON.parse(readFileSync(`${PACKAGE}package.json`, 'utf8'));
}

/** The path of the packed tarball. */
export function tarball() {
  return `${PACKED}rescind-validator-${manifest().version}.tgz`;
}

/**
 * What can be imported: its name in the package, and the file that it is built from. Every folder of guards with an `index.ts` is one.
 * @returns {Record<string, string>}
 */
export function entries() {
  const guards = readdirSync(`${SOURCES}guards`, { withFileTypes: true })
    .filter((folder) => folder.isDirectory() && folder.name !== 'shared')
    .map(({ name }) => [name, `${SOURCES}guards/${name}/index.ts`]);
  return Object.fromEntries([['index', `${SOURCES}index.ts`], ...guards]);
}
