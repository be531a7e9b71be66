import { kafkaWays } from './kafka.server.js';
import { mongoWays } from './mongo.server.js';
import { redisWays } from './redis.server.js';
import {
  type ServiceAddresses,
  type ServiceName,
  type TestServer,
  type Way,
  WayUnavailable,
} from './server.types.js';

const WAYS: { readonly [N in ServiceName]: () => readonly Way<ServiceAddresses[N]>[] } = {
  kafka: kafkaWays,
  mongo: mongoWays,
  redis: redisWays,
};
// A port that was free may be taken before the server listens on it; a second attempt takes another.
const ATTEMPTS = 2;

/** A server and the way in which it was got. */
export interface StartedService<Address> {
  readonly server: TestServer<Address>;
  readonly way: string;
}

/** Starts a server in the first way that this machine can go. @throws Error that says why none could */
export async function startService<N extends ServiceName>(
  name: N,
): Promise<StartedService<ServiceAddresses[N]>> {
  const reasons: string[] = [];
  for (const way of WAYS[name]()) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return { server: await way.start(), way: way.description };
      } catch (error) {
        reasons.push(`${way.description}: ${error instanceof Error ? error.message : String(error)}`);
        if (error instanceof WayUnavailable) break;
      }
    }
  }
  throw new Error(reasons.join('; '));
}

/** The address given by the environment, if there is one. */
export function givenAddress<N extends ServiceName>(name: N): ServiceAddresses[N] | null {
  return GIVEN[name]();
}

const GIVEN: { readonly [N in ServiceName]: () => ServiceAddresses[N] | null } = {
  kafka: () => {
    const brokers = variable('KAFKA_BROKERS');
    return brokers === null ? null : { brokers: brokers.split(',').map((broker) => broker.trim()) };
  },
  mongo: () => {
    const url = variable('MONGODB_URL');
    return url === null ? null : { url };
  },
  redis: () => {
    const url = variable('REDIS_URL');
    return url === null ? null : { url };
  },
};

function variable(name: string): string | null {
  const value = process.env[name];
  return value === undefined || value === '' ? null : value;
}
