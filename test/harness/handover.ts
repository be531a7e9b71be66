import type { ServiceAddresses, ServiceName } from './servers/server.types.js';

/** A service as the global set-up hands it to the tests. */
export type HandedOver<N extends ServiceName> =
  | { readonly state: 'ready'; readonly address: ServiceAddresses[N] }
  | { readonly state: 'unavailable'; readonly reason: string };

/** All services that were asked for; one that is missing was not started. */
export type Handover = { readonly [N in ServiceName]?: HandedOver<N> };

const VARIABLE = 'RESCIND_TEST_HANDOVER';

/** Puts the addresses where the test processes find them. */
export function handOver(handover: Handover): void {
  process.env[VARIABLE] = JSON.stringify(handover);
}

/** What the global set-up started; `null` where it did not run. */
export function readHandover(): Handover | null {
  const text = process.env[VARIABLE];
  return text === undefined ? null : (JSON.parse(text) as Handover);
}
