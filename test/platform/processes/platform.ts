import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../api/api-client.js';
import { type AppProcess, freePort, startApp } from './child-process.js';
import { type Gateway, startGateway } from './gateway.js';
import { until } from '../until.js';

/** Id and secret of the service client in tests. */
export const SERVICE_CLIENT = { id: 'test-service', secret: 'test-service-secret-0123456789' } as const;

/** Where the servers of a distributed deployment are. */
export interface DistributedServers {
  readonly brokers: string;
  readonly mongoUrl: string;
  readonly redisUrl?: string;
  readonly topicPrefix: string;
  readonly database: string;
}

/** A whole deployment as its users meet it: by HTTP, in processes of its own. */
export interface Platform {
  readonly mode: 'embedded' | 'distributed';
  readonly url: string;
  readonly issuer: string;
  readonly api: ApiClient;
  readonly processes: ReadonlyMap<string, AppProcess>;
  /** SIGKILL to every process at once. */
  killAll(): Promise<void>;
  /** Starts every process again on the same data. */
  startAgain(): Promise<void>;
  /** Starts one of them again. */
  startOne(name: string): Promise<void>;
  /** Starts one of them and doesn't wait until it is ready. */
  launch(name: string): Promise<AppProcess>;
  close(): Promise<void>;
}

interface Plan {
  readonly mode: Platform['mode'];
  readonly url: string;
  readonly start: (name: string) => Promise<AppProcess>;
  readonly names: readonly string[];
  readonly gateway: Gateway | null;
  readonly cleanUp: () => void;
}

const BOOTSTRAP = {
  RESCIND_BOOTSTRAP_CLIENT_ID: SERVICE_CLIENT.id,
  RESCIND_BOOTSTRAP_CLIENT_SECRET: SERVICE_CLIENT.secret,
};

/** `npm start` in a folder of its own. */
export async function startEmbeddedPlatform(env: Record<string, string> = {}): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), 'rescind-e2e-'));
  const port = await freePort();
  const platform = platformOf({
    mode: 'embedded',
    url: `http://127.0.0.1:${String(port)}`,
    names: ['standalone'],
    start: (name) =>
      Promise.resolve(startApp(name, port, { RESCIND_DATA_DIR: folder, ...BOOTSTRAP, ...env })),
    gateway: null,
    cleanUp: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  });
  return started(platform);
}

/** Control, issuer, projector and feed on Kafka, MongoDB and Redis, behind a gateway. */
export async function startDistributedPlatform(
  servers: DistributedServers,
  env: Record<string, string> = {},
): Promise<Platform> {
  return started(await openDistributedPlatform(servers, env));
}

/** The same with nothing started yet but the gateway. */
export async function openDistributedPlatform(
  servers: DistributedServers,
  env: Record<string, string> = {},
): Promise<Platform> {
  const names = ['control', 'issuer', 'projector', 'feed'] as const;
  const ports = new Map<string, number>();
  for (const name of names) ports.set(name, await freePort());
  const target = (name: string): string => `http://127.0.0.1:${String(ports.get(name))}`;
  const gateway = await startGateway(await freePort(), (path) => {
    if (path.startsWith('/o/')) return target('issuer');
    return path.startsWith('/feed/') ? target('feed') : target('control');
  });
  const shared = {
    ...BOOTSTRAP,
    KAFKA_BROKERS: servers.brokers,
    KAFKA_TOPIC_PREFIX: servers.topicPrefix,
    KAFKA_DECISION_PARTITIONS: '2',
    KAFKA_USAGE_PARTITIONS: '3',
    KAFKA_REPLICATION_FACTOR: '1',
    MONGODB_URL: servers.mongoUrl,
    MONGODB_DATABASE: servers.database,
    ...(servers.redisUrl === undefined ? {} : { REDIS_URL: servers.redisUrl }),
    RESCIND_PUBLIC_URL: gateway.url,
    RESCIND_KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
    ...env,
  };
  return platformOf({
    mode: 'distributed',
    url: gateway.url,
    names,
    start: (name) => Promise.resolve(startApp(name, ports.get(name) ?? 0, shared)),
    gateway,
    cleanUp: () => undefined,
  });
}

/** Starts everything, or nothing stays. */
async function started(platform: Platform): Promise<Platform> {
  try {
    await platform.startAgain();
    return platform;
  } catch (error) {
    const said = [...platform.processes.values()].map((app) => `--- ${app.name}\n${app.output()}`).join('\n');
    await platform.killAll();
    await platform.close();
    throw new Error(`The platform did not start.\n${said}`, { cause: error });
  }
}

function platformOf(plan: Plan): Platform {
  const processes = new Map<string, AppProcess>();
  const launch = async (name: string): Promise<AppProcess> => {
    const app = await plan.start(name);
    processes.set(name, app);
    return app;
  };
  const startOne = async (name: string): Promise<void> => {
    const app = await launch(name);
    const readyOrEnded = async (): Promise<boolean> =>
      app.ended() || (await fetch(`${app.url}/health/ready`)).ok;
    await until(`${name} is ready`, readyOrEnded, 60_000);
    if (app.ended()) throw new Error(`${name} ended before it was ready.`);
  };
  const issuer = `${plan.url}/o/default`;
  return {
    mode: plan.mode,
    url: plan.url,
    issuer,
    api: new ApiClient(plan.url, issuer, SERVICE_CLIENT),
    processes,
    launch,
    startOne,
    async startAgain() {
      await Promise.all(plan.names.map(startOne));
    },
    async killAll() {
      await Promise.all([...processes.values()].map((app) => app.kill()));
    },
    async close() {
      await Promise.all([...processes.values()].map((app) => app.stop()));
      await plan.gateway?.close();
      plan.cleanUp();
    },
  };
}
