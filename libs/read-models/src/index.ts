export * from './read-model-store.port.js';
export * from './read-model.errors.js';
export * from './projection.js';
