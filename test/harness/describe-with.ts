import { describe, it } from '@jest/globals';
import { readHandover } from './handover.js';
import type { ServiceAddresses, ServiceName } from './servers/server.types.js';

/** The addresses of the services that are there. */
export type Services = { readonly [N in ServiceName]?: ServiceAddresses[N] };

/** The shared servers of this run, each present only if it could be had. */
function services(): Services {
  const { kafka, mongo, redis } = readHandover() ?? {};
  return {
    ...(kafka?.state === 'ready' ? { kafka: kafka.address } : {}),
    ...(mongo?.state === 'ready' ? { mongo: mongo.address } : {}),
    ...(redis?.state === 'ready' ? { redis: redis.address } : {}),
  };
}

/** Why a service can't be used; `null` if it can. */
function missing(name: ServiceName): string | null {
  const handover = readHandover();
  if (handover === null) return `${name}: the global set-up of the tests did not run`;
  const service = handover[name];
  if (service === undefined) return `${name}: not started (RESCIND_TEST_SERVICES)`;
  return service.state === 'ready' ? null : `${name}: ${service.reason}`;
}

/**
 * `describe` for tests that need real servers. Where one can't be had, the tests are reported as skipped and the reason is
 * printed; with `CI=true` that is a failure. Write the names out: the global set-up reads them from the file.
 *
 * @example
 * describeWith('kafka', 'mongo')('the projector', ({ kafka, mongo }) => {
 *   it('…', async () => { … kafka.brokers … mongo.url … });
 * });
 */
export function describeWith<N extends ServiceName>(
  ...names: readonly N[]
): (title: string, body: (addresses: Pick<ServiceAddresses, N>) => void) => void {
  return (title, body) => {
    const reasons = names.map(missing).filter((reason) => reason !== null);
    if (reasons.length === 0) {
      describe(title, () => {
        body(services() as Pick<ServiceAddresses, N>);
      });
    } else if (process.env['CI'] === 'true') {
      describe(title, () => {
        it('has the servers that it needs', () => {
          throw new Error(reasons.join('\n'));
        });
      });
    } else {
      process.stderr.write(`SKIPPED: ${title}: ${reasons.join('; ')}\n`);
      describe.skip(`${title} (needs ${names.join(', ')})`, () => {
        body(PLACEHOLDERS);
      });
    }
  };
}

// Only so that the tests can be declared, and counted as skipped; nothing connects to these.
const PLACEHOLDERS: ServiceAddresses = {
  kafka: { brokers: ['127.0.0.1:9'] },
  mongo: { url: 'mongodb://127.0.0.1:9' },
  redis: { url: 'redis://127.0.0.1:9' },
};
