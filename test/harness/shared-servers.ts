import { type HandedOver, type Handover, handOver } from './handover.js';
import { neededServices, type Selection } from './needed-services.js';
import type { ServiceName, TestServer } from './servers/server.types.js';
import { givenAddress, startService } from './servers/start-service.js';
import { sweepLeftovers } from './servers/sweep.js';

const running: TestServer<unknown>[] = [];

/** Starts what the selected specs need, once for the whole run, all at the same time. */
export async function startSharedServers(selection: Selection): Promise<void> {
  const needed = neededServices(selection);
  if (needed.size > 0) await sweepLeftovers();
  const [kafka, mongo, redis] = await Promise.all([
    needed.has('kafka') ? get('kafka') : undefined,
    needed.has('mongo') ? get('mongo') : undefined,
    needed.has('redis') ? get('redis') : undefined,
  ]);
  const handover: Handover = {
    ...(kafka === undefined ? {} : { kafka }),
    ...(mongo === undefined ? {} : { mongo }),
    ...(redis === undefined ? {} : { redis }),
  };
  handOver(handover);
}

/** Stops what {@link startSharedServers} started. */
export async function stopSharedServers(): Promise<void> {
  await Promise.allSettled(running.splice(0).map((server) => server.release()));
}

async function get<N extends ServiceName>(name: N): Promise<HandedOver<N>> {
  const given = givenAddress(name);
  if (given !== null) {
    say(`${name}: the one that the environment names`);
    return { state: 'ready', address: given };
  }
  const startedAt = performance.now();
  try {
    const { server, way } = await startService(name);
    running.push(server);
    say(`${name}: ${way}, ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return { state: 'ready', address: server.address };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(
      `${name}: NOT AVAILABLE, its tests are ${process.env['CI'] === 'true' ? 'failed' : 'SKIPPED'}: ${reason}`,
    );
    return { state: 'unavailable', reason };
  }
}

function say(line: string): void {
  process.stderr.write(`test servers: ${line}\n`);
}
