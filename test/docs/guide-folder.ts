import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** A folder with the files of a guide, inside the package, so that `@rescind/validator` means what it means there. */
export interface GuideFolder {
  readonly path: string;
  /** From the root of the repository. */
  readonly relative: string;
  remove(): void;
}

/** Writes the files of a guide to a folder of their own. */
export function writeGuideFolder(files: ReadonlyMap<string, string>): GuideFolder {
  mkdirSync(DIST, { recursive: true });
  const path = mkdtempSync(join(DIST, 'guide-'));
  for (const [name, text] of files) writeFileSync(join(path, name), text);
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: { rootDir: '../..' },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(join(path, 'tsconfig.json'), JSON.stringify(config));
  return {
    path,
    relative: `dist/${basename(path)}`,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}
