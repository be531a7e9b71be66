import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process with the servers of a consumer. */
export interface ConsumerRun {
  /** Their addresses, by framework. */
  readonly urls: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Runs the compiled servers, and waits until they print where they listen.
 * @throws Error with what was printed, when they end instead
 */
export async function runConsumer(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<ConsumerRun> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    return { urls: JSON.parse(line) as Record<string, string>, close: () => end(child, exited) };
  }
  await exited;
  throw new Error(`${command.join(' ')} ended with ${String(child.exitCode)}:\n${errors}`);
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await exited;
}

/** What a guarded server answered. */
export interface Answer {
  /** HTTP status; of GraphQL, which answers 200 with an error, the status that the error stands for. */
  readonly status: number;
  /** The `sub` that it handed on, or why it refused. */
  readonly says: string;
}

/** Asks a guarded server with a token, or with none. */
export async function ask(url: string, token: string | null): Promise<Answer> {
  const response = await fetch(url, { headers: token === null ? {} : { authorization: `Bearer ${token}` } });
  const body = await response.text();
  if (!url.includes('query=')) {
    return { status: response.status, says: response.headers.get('rescind-reason') ?? body };
  }
  const { data, errors } = JSON.parse(body) as {
    readonly data: { readonly who: string | null } | null;
    readonly errors?: readonly { readonly message: string }[];
  };
  const refused = errors?.[0];
  return refused === undefined
    ? { status: 200, says: data?.who ?? '' }
    : { status: 401, says: refused.message };
}
