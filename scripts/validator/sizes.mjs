import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { manifest, PACKAGE, tarball } from './paths.mjs';

/** What a resource server may have to load at most, bytes: minified, everything that the package exports, without jose. */
export const MAX_MINIFIED_BYTES = 120 * 1024;

const SAMPLE = `
import { createValidator, feedSource } from '@rescind/validator';
import { rescindExpress } from '@rescind/validator/express';
globalThis.app.use(rescindExpress(createValidator({ issuers: [], source: feedSource(globalThis.options) })));
`;

/**
 * Bundles what was built, as a consumer's bundler does, and measures it in bytes: `all` is everything that the package exports, `sample`
 * the README's Express server.
 */
export async function bundleSizes() {
  const names = Object.keys(manifest().exports).filter((name) => name !== './package.json');
  const all = names
    .map((name, at) => `export * as e${String(at)} from '${name.replace('.', '@rescind/validator')}';`)
    .join('\n');
  return { all: await measure(all), sample: await measure(SAMPLE) };
}

/** Bytes of the packed tarball. */
export function tarballSize() {
  return statSync(tarball()).size;
}

/** @param {string} source */
async function measure(source) {
  const folder = mkdtempSync(join(tmpdir(), 'rescind-size-'));
  const input = join(folder, 'index.js');
  writeFileSync(input, source);
  const targets = manifest().exports;
  const bundle = await rolldown({
    input,
    external: ['jose'],
    platform: 'neutral',
    resolve: {
      alias: Object.fromEntries(
        Object.entries(targets)
          .flatMap(([name, target]) =>
            typeof target === 'string'
              ? []
              : [[name.replace('.', '@rescind/validator'), PACKAGE + target.import.default]],
          )
          .reverse(),
      ),
    },
  });
  const { output } = await bundle.generate({ minify: true });
  await bundle.close();
  rmSync(folder, { recursive: true });
  const code = output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
  return { minified: Buffer.byteLength(code), gzipped: gzipSync(code, { level: 9 }).length };
}
