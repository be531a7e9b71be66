import type { ServiceAddresses, ServiceName } from '../../test/harness/servers/server.types.ts';
import { givenAddress, startService } from '../../test/harness/servers/start-service.ts';
import { progress } from './command-line.ts';

/** A server to measure on: the one that the environment names, or one started for this run. */
export interface BenchServer<Address> {
  readonly address: Address;
  /** Whether the environment named it: then what the bench wrote must be removed. */
  readonly given: boolean;
  release(): Promise<void>;
}

const VARIABLES: Readonly<Record<ServiceName, string>> = {
  kafka: 'KAFKA_BROKERS',
  mongo: 'MONGODB_URL',
  redis: 'REDIS_URL',
};

/** Gets a server. @throws Error that says how to name one, if none could be started */
export async function benchServer<N extends ServiceName>(name: N): Promise<BenchServer<ServiceAddresses[N]>> {
  const given = givenAddress(name);
  if (given !== null) {
    progress(`${name}: the one that ${VARIABLES[name]} names`);
    return { address: given, given: true, release: () => Promise.resolve() };
  }
  try {
    const { server, way } = await startService(name);
    progress(`${name}: ${way}`);
    return { address: server.address, given: false, release: () => server.release() };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `no ${name} to measure on. Set ${VARIABLES[name]}, or see why none could be started: ${why}`,
      { cause },
    );
  }
}
