import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** One app as a real process. */
export interface AppProcess {
  readonly name: string;
  readonly url: string;
  /** Whether it has ended, by whatever cause. */
  ended(): boolean;
  /** Everything that it printed. */
  output(): string;
  /** SIGKILL, and gone when it resolves. */
  kill(): Promise<void>;
  /** SIGTERM, and gone when it resolves; answers the exit code. */
  stop(): Promise<number | null>;
}

/** Starts a built app on a port of its own. */
export function startApp(name: string, port: number, env: Record<string, string>): AppProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', `dist/apps/${name}/src/main.js`], {
    env: {
      PATH: process.env['PATH'],
      RESCIND_HOST: '127.0.0.1',
      RESCIND_PORT: String(port),
      RESCIND_LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  // Whatever ends the tests ends the process as well.
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  child.once('exit', () => process.off('exit', reap));
  return {
    name,
    url: `http://127.0.0.1:${String(port)}`,
    ended: () => child.exitCode !== null || child.signalCode !== null,
    output: () => printed.join(''),
    kill: async () => {
      await end(child, 'SIGKILL');
    },
    stop: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
  return child.exitCode;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
