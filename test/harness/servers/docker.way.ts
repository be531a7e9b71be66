import { randomUUID } from 'node:crypto';
import { type SupervisedServerOptions, serverFolder, startSupervised } from './supervised-server.js';
import { answers, run } from './run-command.js';
import { type TestServer, WayUnavailable } from './server.types.js';

const ENGINE_ANSWERS_WITHIN_MS = 5_000;
const PULL_WITHIN_MS = 10 * 60_000;

let engine: Promise<boolean> | null = null;

/** Whether a Docker engine (not only its client) is there; asked once. */
function dockerAnswers(): Promise<boolean> {
  engine ??= answers('docker', ['info'], ENGINE_ANSWERS_WITHIN_MS);
  return engine;
}

/** A server in a container. */
export interface ContainerOptions<Address> {
  readonly service: string;
  readonly image: string;
  /** Published under the same number, on 127.0.0.1 only. */
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** What the container runs; empty: the image's own command. */
  readonly command: readonly string[];
  readonly address: Address;
  readonly probe: SupervisedServerOptions<Address>['probe'];
}

/** Creates a container and starts it attached, so that its output and its end are seen; the data lives as long as it does. */
export async function startContainer<Address>(
  options: ContainerOptions<Address>,
): Promise<TestServer<Address>> {
  if (!(await dockerAnswers())) throw new WayUnavailable('no Docker engine answers');
  await pull(options.image);
  const name = `rescind-test-${options.service}-${randomUUID()}`;
  const env = Object.entries(options.env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  const publish = ['--publish', `127.0.0.1:${String(options.port)}:${String(options.port)}`];
  await run(
    'docker',
    ['create', '--name', name, ...publish, ...env, options.image, ...options.command],
    60_000,
  );
  return startSupervised({
    command: 'docker',
    args: ['start', '--attach', name],
    folder: await serverFolder(options.service),
    commands: {
      kill: ['docker', 'kill', name],
      freeze: ['docker', 'pause', name],
      thaw: ['docker', 'unpause', name],
      cleanUp: ['docker', 'rm', '--force', '--volumes', name],
    },
    address: options.address,
    probe: options.probe,
  });
}

async function pull(image: string): Promise<void> {
  if (await answers('docker', ['image', 'inspect', image])) return;
  try {
    await run('docker', ['pull', '--quiet', image], PULL_WITHIN_MS);
  } catch (cause) {
    throw new WayUnavailable(
      `can't pull ${image}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
