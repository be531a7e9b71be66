import { afterAll, beforeAll, describe } from '@jest/globals';
import { appendContract } from './append.contract.js';
import { ContractContext, type EventLogHarness } from './contract-context.js';
import { durabilityContract } from './durability.contract.js';
import { consumeContract } from './consume.contract.js';
import { gapContract } from './gap.contract.js';
import { consumerGroupContract } from './consumer-group.contract.js';

/** Options of {@link eventLogContract}. */
export interface EventLogContractOptions {
  /** For making and disposing of the harness, ms. Default 60000. */
  readonly setUpMs?: number;
}

/**
 * What every event log guarantees, as jest suites. It uses fresh keys and starts at the present end of a partition, so
 * that it also runs on topics that others use.
 * @example
 * eventLogContract('embedded', () => makeEmbeddedHarness());
 */
export function eventLogContract(
  name: string,
  makeHarness: () => Promise<EventLogHarness>,
  { setUpMs = 60_000 }: EventLogContractOptions = {},
): void {
  describe(`event log (${name})`, () => {
    const context = new ContractContext();
    beforeAll(async () => {
      context.open(await makeHarness());
    }, setUpMs);
    afterAll(async () => {
      await context.dispose();
    }, setUpMs);

    appendContract(context);
    consumeContract(context);
    gapContract(context);
    consumerGroupContract(context);
    durabilityContract(context);
  });
}
