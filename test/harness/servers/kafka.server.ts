import { randomBytes } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { patchRequestQueue } from '../../../libs/event-log/src/kafka/client/request-queue.patch.js';
import { startContainer } from './docker.way.js';
import { freePorts } from './free-port.js';
import { serverFolder, startSupervised } from './supervised-server.js';
import { need, run } from './run-command.js';
import type { ServiceAddresses, TestServer, Way } from './server.types.js';
import { cached } from './test-cache.js';

const KAFKA_VERSION = '4.1.0';
const IMAGE = `apache/kafka:${KAFKA_VERSION}`;
const POM = join(import.meta.dirname, '..', 'pom.xml');
const DOWNLOAD_WITHIN_MS = 5 * 60_000;
// A small broker that starts quickly: serial collector, and only the cheap compiler, which is ready sooner on few cores.
const JVM = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

type KafkaAddress = ServiceAddresses['kafka'];

/** One broker that is also its controller, with settings that make one node enough and start-up quick. */
function settings(port: number, controllerPort: number): Readonly<Record<string, string>> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${String(controllerPort)}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${String(port)}`,
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    // After a kill the controller takes the broker back only when the session of the old one has ended.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'log.cleaner.dedupe.buffer.size': '4194304',
  };
}

/** The ways to get a Kafka broker, best first. */
export function kafkaWays(): readonly Way<KafkaAddress>[] {
  return [
    { description: `Docker ${IMAGE}`, start: fromDocker },
    { description: `Apache Kafka ${KAFKA_VERSION} from Maven Central`, start: fromMaven },
  ];
}

async function fromDocker(): Promise<TestServer<KafkaAddress>> {
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const listeners = `PLAINTEXT://0.0.0.0:${String(port)},CONTROLLER://127.0.0.1:${String(controllerPort)}`;
  const all = { ...settings(port, controllerPort), listeners };
  const named = Object.entries(all).map(
    ([key, value]) => [`KAFKA_${key.toUpperCase().replaceAll('.', '_')}`, value] as const,
  );
  const address = addressOf(port);
  return startContainer({
    service: 'kafka',
    image: IMAGE,
    port,
    env: { ...Object.fromEntries(named), KAFKA_HEAP_OPTS: '-Xms128m -Xmx512m' },
    command: [],
    address,
    probe: () => probe(address),
  });
}

async function fromMaven(): Promise<TestServer<KafkaAddress>> {
  await need('java', ['-version']);
  const jars = await cached({ key: `kafka-${KAFKA_VERSION}`, fill: downloadJars });
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const folder = await serverFolder('kafka');
  const properties = join(folder, 'server.properties');
  const listeners = `PLAINTEXT://127.0.0.1:${String(port)},CONTROLLER://127.0.0.1:${String(controllerPort)}`;
  const all = { ...settings(port, controllerPort), listeners, 'log.dirs': join(folder, 'data') };
  await writeFile(
    properties,
    Object.entries(all)
      .map((pair) => `${pair.join('=')}\n`)
      .join(''),
  );
  const java = [...JVM, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', join(jars, '*')];
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  await run(
    'java',
    [...java, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties],
    60_000,
  );
  const address = addressOf(port);
  return startSupervised({
    command: 'java',
    args: [...java, 'kafka.Kafka', properties],
    folder,
    address,
    probe: () => probe(address),
  });
}

async function downloadJars(folder: string): Promise<void> {
  await need('mvn', ['--version']);
  // Beside a copy of the pom, so that Maven writes nothing into the tree.
  await copyFile(POM, join(folder, 'pom.xml'));
  const args = ['-q', '-B', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies'];
  await run('mvn', [...args, `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'], DOWNLOAD_WITHIN_MS);
}

function addressOf(port: number): KafkaAddress {
  return { brokers: [`127.0.0.1:${String(port)}`] };
}

/** The broker answers, and its group coordinator is loaded, so that no test pays for the first consumer group. */
async function probe(address: KafkaAddress): Promise<void> {
  patchRequestQueue();
  const kafka = new Kafka({
    clientId: 'rescind-test-probe',
    brokers: [...address.brokers],
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    // kafkajs learns of the brokers only when a first attempt has failed.
    retry: { retries: 2, initialRetryTime: 50 },
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.fetchOffsets({ groupId: 'rescind-test-probe', topics: [] });
  } finally {
    await admin.disconnect();
  }
}
