import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { theSupervisor } from './supervisor.client.js';
import { FOLDER_PREFIX, OUTPUT_FILE, type ControlCommands, type ProcessSpec } from './supervisor.protocol.js';
import type { TestServer } from './server.types.js';

const READY_WITHIN_MS = 120_000;
const READY_POLL_MS = 50;
const OUTPUT_LINES = 5;

/** A server that the supervisor can run, and how to see that it answers. */
export interface SupervisedServerOptions<Address> extends Omit<ProcessSpec, 'env' | 'commands'> {
  readonly address: Address;
  readonly env?: Readonly<Record<string, string>>;
  readonly commands?: ControlCommands;
  /** Rejects as long as the server doesn't answer. */
  readonly probe: () => Promise<void>;
}

/** An empty folder for one server's data. */
export function serverFolder(service: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${service}-`));
}

/** Starts a server under the supervisor; resolves when it answers. Whatever happens, nothing of it is left behind. */
export async function startSupervised<Address>(
  options: SupervisedServerOptions<Address>,
): Promise<TestServer<Address>> {
  const server = new SupervisedServer(options);
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.release();
    throw error;
  }
}

class SupervisedServer<Address> implements TestServer<Address> {
  readonly address: Address;
  readonly #id = randomUUID();
  readonly #options: SupervisedServerOptions<Address>;
  #exitStatus: string | null = null;

  constructor(options: SupervisedServerOptions<Address>) {
    this.#options = options;
    this.address = options.address;
  }

  async start(): Promise<void> {
    const { command, args, folder, env = {}, commands = null } = this.#options;
    this.#exitStatus = null;
    const spec = { command, args, folder, env, commands };
    await theSupervisor().start(this.#id, spec, (status) => {
      this.#exitStatus = status;
    });
    await this.#untilItAnswers();
  }

  async #untilItAnswers(): Promise<void> {
    const giveUpAt = Date.now() + READY_WITHIN_MS;
    for (;;) {
      try {
        await this.#options.probe();
        return;
      } catch (cause) {
        if (this.#exitStatus !== null) throw await this.#failure(`ended (${this.#exitStatus})`, cause);
        if (Date.now() > giveUpAt) throw await this.#failure('does not answer', cause);
        await delay(READY_POLL_MS);
      }
    }
  }

  async #failure(what: string, cause: unknown): Promise<Error> {
    const output = await readFile(join(this.#options.folder, OUTPUT_FILE), 'utf8').catch(() => '');
    const tail = output.trim().split('\n').slice(-OUTPUT_LINES).join('\n');
    const why = cause instanceof Error ? cause.message : String(cause);
    return new Error(`${this.#options.command} ${what} (${why}); it printed last:\n${tail}`, { cause });
  }

  stop(): Promise<void> {
    return theSupervisor().stop(this.#id, true);
  }

  kill(): Promise<void> {
    return theSupervisor().stop(this.#id, false);
  }

  freeze(): Promise<void> {
    return theSupervisor().freeze(this.#id);
  }

  thaw(): Promise<void> {
    return theSupervisor().thaw(this.#id);
  }

  release(): Promise<void> {
    return theSupervisor().release(this.#id);
  }
}
