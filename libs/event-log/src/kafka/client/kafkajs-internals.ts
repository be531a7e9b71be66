import { createRequire } from 'node:module';

/** The version of kafkajs whose internals this adapter was tested with; package.json pins it. */
export const TESTED_KAFKAJS = '2.2.4';

/** Loads a module of kafkajs by its path. */
export type LoadModule = (path: string) => unknown;

/** The installed kafkajs lacks internals that this adapter is built on. Only another version of kafkajs helps. */
export class KafkajsInternalsError extends Error {
  override readonly name = 'KafkajsInternalsError';
  readonly code = 'KAFKAJS_INTERNALS_CHANGED';
  readonly retriable = false;

  constructor(version: string, missing: readonly string[]) {
    super(
      `kafkajs ${version} is installed, but the Kafka event log uses internals of kafkajs ${TESTED_KAFKAJS} that are missing in it: ` +
        `${missing.join(', ')}. Install kafkajs ${TESTED_KAFKAJS}, or adapt the event log to the new version.`,
    );
  }
}

/** A class of kafkajs and the methods of it that are used here. */
interface UsedClass {
  readonly name: string;
  readonly path: string;
  readonly methods: readonly string[];
}

const REQUEST_QUEUE: UsedClass = {
  name: 'RequestQueue',
  path: 'kafkajs/src/network/requestQueue/index.js',
  methods: ['scheduleCheckPendingRequests'],
};
const USED_CLASSES: readonly UsedClass[] = [
  REQUEST_QUEUE,
  { name: 'Broker', path: 'kafkajs/src/broker/index.js', methods: ['fetch', 'listOffsets'] },
  {
    name: 'Cluster',
    path: 'kafkajs/src/cluster/index.js',
    methods: ['connect', 'disconnect', 'addTargetTopic', 'findTopicPartitionMetadata', 'findBroker'],
  },
];
/** Description of the symbol under which a client keeps its factory of clusters. */
const CREATE_CLUSTER = 'private:Kafka:createCluster';
const CLUSTER_FACTORY = `Kafka[Symbol(${CREATE_CLUSTER})]`;

/** kafkajs' request queue, as far as it is patched. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
}

/**
 * Checks that the installed kafkajs has every internal that this adapter uses, without connecting to anything.
 *
 * @param load replaces how modules are loaded, for tests.
 * @returns the prototype of its request queue
 * @throws KafkajsInternalsError that names the installed version and everything that is missing
 */
export function checkKafkajs(load: LoadModule = createRequire(import.meta.url)): RequestQueue {
  const prototypes = new Map(USED_CLASSES.map((used) => [used, prototypeOf(load, used.path)]));
  const missing = [
    ...USED_CLASSES.flatMap((used) => missingMethods(used, prototypes.get(used))),
    ...(hasPending(load) ? [] : ['RequestQueue.pending']),
    ...(hasCreateCluster(load) ? [] : [CLUSTER_FACTORY]),
  ];
  if (missing.length > 0) throw new KafkajsInternalsError(installedVersion(load), missing);
  return prototypes.get(REQUEST_QUEUE) as RequestQueue;
}

/**
 * The function of a kafkajs client that makes a connection to the brokers.
 *
 * @throws KafkajsInternalsError where it has none
 */
export function clusterFactoryOf(kafka: object): (options: object) => unknown {
  const factory = findClusterFactory(kafka);
  if (factory === null) {
    const version = installedVersion(createRequire(import.meta.url));
    throw new KafkajsInternalsError(version, [CLUSTER_FACTORY]);
  }
  return factory;
}

function findClusterFactory(kafka: object): ((options: object) => unknown) | null {
  const symbol = Object.getOwnPropertySymbols(kafka).find((each) => each.description === CREATE_CLUSTER);
  const create: unknown = symbol === undefined ? undefined : Reflect.get(kafka, symbol);
  return isFunction(create) ? create : null;
}

function missingMethods({ name, path, methods }: UsedClass, prototype: unknown): readonly string[] {
  if (typeof prototype !== 'object' || prototype === null) return [`${name} (${path})`];
  return methods
    .filter((method) => typeof Reflect.get(prototype, method) !== 'function')
    .map((method) => `${name}.prototype.${method}`);
}

function prototypeOf(load: LoadModule, path: string): unknown {
  const found = attempt(() => load(path));
  return typeof found === 'function' ? found.prototype : null;
}

function hasPending(load: LoadModule): boolean {
  const queue = attempt(() => construct(load(REQUEST_QUEUE.path), {}));
  return typeof queue === 'object' && queue !== null && 'pending' in queue && Array.isArray(queue.pending);
}

function hasCreateCluster(load: LoadModule): boolean {
  const kafkajs = attempt(() => load('kafkajs'));
  const Kafka = typeof kafkajs === 'object' && kafkajs !== null && 'Kafka' in kafkajs ? kafkajs.Kafka : null;
  const kafka = attempt(() => construct(Kafka, { clientId: 'check', brokers: ['unused:9092'] }));
  return typeof kafka === 'object' && kafka !== null && findClusterFactory(kafka) !== null;
}

function installedVersion(load: LoadModule): string {
  const manifest = attempt(() => load('kafkajs/package.json'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return '(unknown)';
  return String(manifest.version);
}

function construct(constructor: unknown, options: object): unknown {
  return isFunction(constructor) ? Reflect.construct(constructor, [options]) : null;
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}

/** What can't be loaded or made counts as missing. */
function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch {
    return null;
  }
}
