import { isIP, connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Kafka, logLevel, type ISocketFactoryArgs, type LogEntry } from 'kafkajs';
import type { KafkaLogSettings, LogLine } from './kafka-log.options.js';
import { patchRequestQueue } from './request-queue.patch.js';

const KEEP_ALIVE_DELAY_MS = 30_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** API key of a produce request. */
const PRODUCE = 0;

/** A kafkajs client whose connections can be cut. */
export interface KafkaClient {
  readonly kafka: Kafka;
  /**
   * Cuts all its connections and makes no new ones: every request that waits rejects, and nothing more is sent. kafkajs' own `disconnect`
   * waits for answers that may never come.
   */
  readonly destroy: () => void;
  /** How many produce requests were written to a connection so far; kafkajs doesn't say whether a failed send got that far. */
  readonly produceRequests: () => number;
}

/** Makes a client; it connects when it is used. */
export function openClient(settings: KafkaLogSettings): KafkaClient {
  patchRequestQueue();
  const sockets = new Set<Socket>();
  let destroyed = false;
  let produceRequests = 0;
  const socketFactory = (target: ISocketFactoryArgs): Socket => {
    if (destroyed) throw new Error('this client was given up');
    const socket = openSocket(target);
    watchRequests(socket, () => (produceRequests += 1));
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  };
  const kafka = new Kafka({
    clientId: settings.clientId,
    brokers: [...settings.brokers],
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: settings.requestTimeoutMs,
    // Enough to try each broker of the list once. Callers that wait longer retry themselves, and report what they wait for.
    retry: { retries: settings.brokers.length + 1, initialRetryTime: 50, maxRetryTime: 300 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      forward(entry, settings.logger);
    },
    socketFactory,
    ...(settings.ssl === undefined ? {} : { ssl: settings.ssl }),
    ...(settings.sasl === undefined ? {} : { sasl: settings.sasl }),
  });
  return {
    kafka,
    destroy: () => {
      destroyed = true;
      for (const socket of sockets) socket.destroy(new Error('this client was given up'));
    },
    produceRequests: () => produceRequests,
  };
}

function openSocket({ host, port, ssl, onConnect }: ISocketFactoryArgs): Socket {
  const serverName = isIP(host) === 0 ? { servername: host } : {};
  const socket = isTls(ssl)
    ? connectTls({ host, port, ...serverName, ...ssl }, onConnect)
    : connectTcp({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
  socket.setNoDelay(true);
  return socket;
}

/** Calls `onProduce` for each produce request (API key 0, behind the four bytes of the size) that is written. */
function watchRequests(socket: Socket, onProduce: () => void): void {
  const write = socket.write.bind(socket) as (...parts: readonly unknown[]) => boolean;
  socket.write = (...parts: readonly unknown[]): boolean => {
    const [frame] = parts;
    if (Buffer.isBuffer(frame) && frame.length >= 6 && frame.readInt16BE(4) === PRODUCE) onProduce();
    return write(...parts);
  };
}

/** kafkajs' types promise an object, but it passes on the option as it is: `true`, or nothing. */
function isTls(ssl: unknown): ssl is object | true {
  return ssl !== undefined && ssl !== null && ssl !== false;
}

/** Most of what kafkajs reports as an error is tried again, so it is only logged for debugging; the adapter reports what an operator must see. */
function forward(entry: LogEntry, logger: LogLine): void {
  const { message, broker, error } = entry.log;
  logger('debug', `kafkajs: ${message}`, {
    ...(typeof broker === 'string' ? { broker } : {}),
    ...(typeof error === 'string' ? { error } : {}),
  });
}
