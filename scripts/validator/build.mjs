// Builds what is published as `@rescind/validator`: ESM, CommonJS and types for both, with the domain and the contracts bundled.
// Does nothing where the last build is newer than every source.
import { copyFileSync, existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsdown';
import { entries, PACKAGE, ROOT } from './paths.mjs';

const OUT = `${PACKAGE}dist`;
const STAMP = `${OUT}/.built`;
const SOURCES = [
  'libs/validator',
  'libs/contracts/src',
  'libs/domain/src',
  'scripts/validator',
  'package-lock.json',
];
const TSCONFIG = `${ROOT}libs/validator/tsconfig.package.json`;

if (!existsSync(STAMP) || newest(SOURCES.map((path) => ROOT + path)) > statSync(STAMP).mtimeMs) {
  const startedAt = new Date();
  await build({
    config: false,
    cwd: ROOT,
    entry: entries(),
    outDir: OUT,
    format: ['esm', 'cjs'],
    // The package also runs where there are no built-in modules of Node.
    platform: 'neutral',
    target: 'es2022',
    fixedExtension: false,
    tsconfig: TSCONFIG,
    dts: { tsconfig: TSCONFIG },
    alias: {
      '#domain': `${ROOT}libs/domain/src/index.ts`,
      '#contracts/edge': `${ROOT}libs/contracts/src/edge/index.ts`,
    },
    // Anything else that would have to be bundled ends the build: what others load is a decision, not an accident.
    deps: {
      neverBundle: ['jose', /^@nestjs\//],
      alwaysBundle: ['eventsource-parser'],
      onlyBundle: ['eventsource-parser'],
    },
    treeshake: { moduleSideEffects: false },
    inputOptions: { checks: { pluginTimings: false } },
    logLevel: 'warn',
  });
  // Its licence asks for it: its code is in ours.
  copyFileSync(`${ROOT}node_modules/eventsource-parser/LICENSE`, `${OUT}/eventsource-parser.LICENSE`);
  // A source that changes during the build is newer than this.
  writeFileSync(STAMP, startedAt.toISOString());
  utimesSync(STAMP, startedAt, startedAt);
}

/** @param {readonly string[]} paths */
function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const stat = statSync(path);
      if (!stat.isDirectory()) return stat.mtimeMs;
      const inside = readdirSync(path)
        .filter((name) => name !== 'dist' && name !== 'node_modules')
        .map((name) => join(path, name));
      return Math.max(stat.mtimeMs, inside.length === 0 ? 0 : newest(inside));
    }),
  );
}
