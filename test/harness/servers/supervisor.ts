/**
 * A process that runs servers for one test process and ends with it. However the test process goes, the channel to it
 * closes then, and the supervisor stops its servers (its own children, so that no reused process id is ever signalled) and
 * removes their data.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type SupervisorReply,
  type SupervisorRequest,
  OUTPUT_FILE,
  OWNER_FILE,
  type ProcessSpec,
} from './supervisor.protocol.js';

const GRACE_MS = 20_000;

interface Supervised {
  readonly spec: ProcessSpec;
  running: { readonly child: ChildProcess; readonly exited: Promise<void> } | null;
}

const servers = new Map<string, Supervised>();
let orphaned = false;

function report(reply: SupervisorReply): void {
  if (process.connected) process.send?.(reply);
}

async function start(id: string, spec: ProcessSpec): Promise<void> {
  // Started over, its first process would be nobody's: never stopped, and never released.
  if (servers.get(id)?.running != null)
    throw new Error('the server runs already: stop or kill it before it is started again');
  const entry: Supervised = { spec, running: null };
  servers.set(id, entry);
  const output = openSync(join(spec.folder, OUTPUT_FILE), 'a');
  const child = spawn(spec.command, spec.args, {
    stdio: ['ignore', output, output],
    env: { ...process.env, ...spec.env },
    cwd: spec.folder,
  });
  closeSync(output);
  const exited = new Promise<void>((resolve) => {
    const ended = (status: string): void => {
      entry.running = null;
      report({ kind: 'exited', id, status });
      resolve();
    };
    child.once('exit', (code, signal) => {
      ended(signal ?? `exit code ${String(code)}`);
    });
    child.once('error', (error) => {
      if (child.pid === undefined) ended(error.message);
    });
  });
  entry.running = { child, exited };
  writeFileSync(
    join(spec.folder, OWNER_FILE),
    JSON.stringify({ supervisor: process.pid, server: child.pid ?? null }),
  );
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

async function stop(id: string, gracefully: boolean): Promise<void> {
  const entry = servers.get(id);
  if (entry?.running == null) return;
  const { child, exited } = entry.running;
  if (gracefully) {
    child.kill('SIGTERM');
    const timer = setTimeout(() => {
      killNow(entry.spec, child);
    }, GRACE_MS);
    await exited;
    clearTimeout(timer);
  } else {
    killNow(entry.spec, child);
    await exited;
  }
}

function killNow({ commands }: ProcessSpec, child: ChildProcess): void {
  if (commands === null) child.kill('SIGKILL');
  else runQuietly(commands.kill).catch(() => child.kill('SIGKILL'));
}

async function freezeOrThaw(id: string, op: 'freeze' | 'thaw'): Promise<void> {
  const entry = servers.get(id);
  if (entry?.running == null) throw new Error('the server is not running');
  if (entry.spec.commands !== null) await runQuietly(entry.spec.commands[op]);
  else entry.running.child.kill(op === 'freeze' ? 'SIGSTOP' : 'SIGCONT');
}

async function release(id: string): Promise<void> {
  const entry = servers.get(id);
  if (entry === undefined) return;
  // Its data is thrown away, so there is nothing that a graceful end would save.
  await stop(id, false);
  if (entry.spec.commands !== null) await runQuietly(entry.spec.commands.cleanUp).catch(() => undefined);
  rmSync(entry.spec.folder, { recursive: true, force: true, maxRetries: 5 });
  servers.delete(id);
}

function runQuietly(command: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(command[0] ?? '', command.slice(1), { timeout: GRACE_MS }, (error) => {
      if (error === null) resolve();
      else reject(new Error(error.message, { cause: error }));
    });
  });
}

function serve(request: SupervisorRequest): Promise<void> {
  switch (request.op) {
    case 'start':
      return start(request.id, request.spec);
    case 'stop':
      return stop(request.id, request.gracefully);
    case 'freeze':
    case 'thaw':
      return freezeOrThaw(request.id, request.op);
    case 'release':
      return release(request.id);
  }
}

async function endWithEverything(): Promise<void> {
  if (orphaned) return;
  orphaned = true;
  await Promise.allSettled([...servers.keys()].map(release));
  process.exit(0);
}

process.on('message', (request: SupervisorRequest) => {
  serve(request).then(
    () => {
      report({ kind: 'done', seq: request.seq });
    },
    (error: unknown) => {
      report({
        kind: 'failed',
        seq: request.seq,
        message: error instanceof Error ? error.message : String(error),
      });
    },
  );
});
process.on('disconnect', () => void endWithEverything());
process.on('SIGTERM', () => void endWithEverything());
// Ctrl-C goes to the whole process group; the supervisor waits for the test process to end.
process.on('SIGINT', () => undefined);
