import { join } from 'node:path';
import { run } from '../harness/servers/run-command.js';
import { cached } from '../harness/servers/test-cache.js';

/** A JavaScript runtime that npm brings. */
interface Runtime {
  readonly npmPackage: string;
  readonly version: string;
  /** The program in the package. */
  readonly program: string;
  /** What comes before the file to run. */
  readonly args: readonly string[];
}

const PLATFORM = `${process.platform}-${process.arch}`;

/** The runtimes that consumers are run on. Node 24 is the one that runs the tests. */
export const RUNTIMES = {
  'Node 22': { npmPackage: `node-${PLATFORM}`, version: '22.23.5', program: 'bin/node', args: [] },
  'Node 20.19': { npmPackage: `node-${PLATFORM}`, version: '20.19.6', program: 'bin/node', args: [] },
  Bun: {
    npmPackage: `@oven/bun-${PLATFORM.replace('arm64', 'aarch64')}`,
    version: '1.4.5',
    program: 'bin/bun',
    args: [],
  },
  Deno: {
    npmPackage: `@deno/${process.platform === 'linux' ? `${PLATFORM}-glibc` : PLATFORM}`,
    version: '2.9.6',
    program: 'deno',
    args: ['run', '--allow-all', '--no-lock', '--node-modules-dir=manual', '--no-prompt'],
  },
} as const satisfies Readonly<Record<string, Runtime>>;

/** The command that runs a file on a runtime, from a download that is kept in the cache of test servers. */
export async function commandOf(runtime: Runtime): Promise<readonly string[]> {
  const { npmPackage, version, program, args } = runtime;
  const folder = await cached({
    key: `${npmPackage.replace('/', '+')}-${version}`,
    fill: async (into) => {
      const install = [
        'install',
        '--prefix',
        into,
        '--ignore-scripts',
        '--no-save',
        '--no-audit',
        '--no-fund',
        '--prefer-offline',
      ];
      await run('npm', [...install, `${npmPackage}@${version}`], 5 * 60_000);
    },
  });
  return [join(folder, 'node_modules', npmPackage, program), ...args];
}
