export * from './read-model-store.port.js';
export * from './read-model.errors.js';
export * from './projection.js';
export {
  projectBatch,
  type BatchEnd,
  type ProjectBatch,
  type ProjectedBatch,
} from './engine/project-batch.js';
export * from './queries/index.js';
