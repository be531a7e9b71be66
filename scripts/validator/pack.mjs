// Packs `@rescind/validator` as it was built, and says where the tarball is and how large it and its contents are.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { PACKAGE, PACKED, tarball } from './paths.mjs';
import { bundleSizes, MAX_MINIFIED_BYTES, tarballSize } from './sizes.mjs';

mkdirSync(PACKED, { recursive: true });
execFileSync('npm', ['pack', '--silent', '--pack-destination', PACKED], {
  cwd: PACKAGE,
  stdio: ['ignore', 'ignore', 'inherit'],
});

const { all, sample } = await bundleSizes();
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const line = (what, { minified, gzipped }) =>
  `${what}: ${kilobytes(minified)} minified, ${kilobytes(gzipped)} gzipped\n`;
process.stdout.write(`${tarball()}: ${kilobytes(tarballSize())}\n`);
process.stdout.write(line('Everything it exports, without jose', all));
process.stdout.write(line('The Express server of its README, without jose', sample));
if (all.minified > MAX_MINIFIED_BYTES) {
  process.stderr.write(
    `That is more than ${kilobytes(MAX_MINIFIED_BYTES)} minified, which is the most that a resource server should have to load.\n`,
  );
  process.exitCode = 1;
}
