export { readModelsContract } from './read-models.contract.js';
export { MemoryReadModels, type Pause } from './memory-read-models.js';
export { embeddedUnderTest } from './embedded-under-test.js';
export { mongoUnderTest } from './mongo-under-test.js';
export {
  allPages,
  type PrepareReadModels,
  type ReadModelsUnderTest,
  type StorageAddress,
} from './read-models-under-test.js';
