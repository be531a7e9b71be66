import type { ServiceAddresses, ServiceName, TestServer } from './servers/server.types.js';
import { startService } from './servers/start-service.js';

async function own<N extends ServiceName>(name: N): Promise<TestServer<ServiceAddresses[N]>> {
  return (await startService(name)).server;
}

/**
 * A broker of the test's own, to stop, kill and start again on the same port and data; `release()` it afterwards. Takes some
 * seconds: one per spec file.
 */
export function ownKafka(): Promise<TestServer<ServiceAddresses['kafka']>> {
  return own('kafka');
}

/** A MongoDB of the test's own, to stop, kill and start again on the same port and data; `release()` it afterwards. */
export function ownMongo(): Promise<TestServer<ServiceAddresses['mongo']>> {
  return own('mongo');
}

/** A Redis of the test's own, to stop, kill and start again on the same port; it forgets everything. `release()` it afterwards. */
export function ownRedis(): Promise<TestServer<ServiceAddresses['redis']>> {
  return own('redis');
}
