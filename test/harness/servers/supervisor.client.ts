import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { SupervisorReply, SupervisorRequest, ProcessSpec } from './supervisor.protocol.js';

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

// A request without its sequence number.
type Unnumbered<R> = R extends SupervisorRequest ? Omit<R, 'seq'> : never;

/** This process' supervisor, started with its first server. */
class SupervisorClient {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #exitListeners = new Map<string, (status: string) => void>();
  #seq = 0;

  constructor() {
    const loader = new URL('../../../scripts/typescript-sources.mjs', import.meta.url).href;
    this.#child = fork(join(import.meta.dirname, 'supervisor.ts'), [], {
      // Its own process group: Ctrl-C reaches it only through the end of this process.
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: ['--import', loader],
    });
    this.#child.on('message', (reply: SupervisorReply) => {
      this.#receive(reply);
    });
    this.#child.once('exit', () => {
      for (const each of this.#pending.values())
        each.reject(new Error('the supervisor of the test servers ended'));
      this.#pending.clear();
    });
    this.#child.unref();
    this.#child.channel?.unref();
  }

  start(id: string, spec: ProcessSpec, onExit: (status: string) => void): Promise<void> {
    this.#exitListeners.set(id, onExit);
    return this.#ask({ op: 'start', id, spec });
  }

  stop(id: string, gracefully: boolean): Promise<void> {
    return this.#ask({ op: 'stop', id, gracefully });
  }

  freeze(id: string): Promise<void> {
    return this.#ask({ op: 'freeze', id });
  }

  thaw(id: string): Promise<void> {
    return this.#ask({ op: 'thaw', id });
  }

  async release(id: string): Promise<void> {
    await this.#ask({ op: 'release', id });
    this.#exitListeners.delete(id);
  }

  #ask(request: Unnumbered<SupervisorRequest>): Promise<void> {
    const seq = ++this.#seq;
    return new Promise<void>((resolve, reject) => {
      // Only an answer that is waited for keeps this process alive.
      this.#child.channel?.ref();
      this.#pending.set(seq, { resolve, reject });
      this.#child.send({ ...request, seq }, (error) => {
        if (error !== null)
          this.#settle(seq, (pending) => {
            pending.reject(error);
          });
      });
    });
  }

  #receive(reply: SupervisorReply): void {
    switch (reply.kind) {
      case 'done':
        this.#settle(reply.seq, (pending) => {
          pending.resolve();
        });
        return;
      case 'failed':
        this.#settle(reply.seq, (pending) => {
          pending.reject(new Error(reply.message));
        });
        return;
      case 'exited':
        this.#exitListeners.get(reply.id)?.(reply.status);
        return;
    }
  }

  #settle(seq: number, how: (pending: Pending) => void): void {
    const pending = this.#pending.get(seq);
    if (pending === undefined) return;
    this.#pending.delete(seq);
    if (this.#pending.size === 0) this.#child.channel?.unref();
    how(pending);
  }
}

let supervisor: SupervisorClient | null = null;

/** The supervisor of this process. */
export function theSupervisor(): SupervisorClient {
  supervisor ??= new SupervisorClient();
  return supervisor;
}

export type { SupervisorClient };
