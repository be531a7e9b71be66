import { describe } from '@jest/globals';
import { pagingContract } from './paging.contract.js';
import { projectionContract } from './projection.contract.js';
import { selectionContract } from './selection.contract.js';
import type { PrepareReadModels } from './read-models-under-test.js';
import { writesContract } from './writes.contract.js';

/**
 * What every {@link ReadModelStore} promises.
 *
 * @example
 * readModelsContract('MongoDB', () => Promise.resolve(mongoUnderTest(url)));
 */
export function readModelsContract(name: string, prepare: PrepareReadModels): void {
  describe(`read models in ${name}`, () => {
    writesContract(prepare);
    pagingContract(prepare);
    selectionContract(prepare);
    projectionContract(prepare);
  });
}
