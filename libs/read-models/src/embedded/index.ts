export { createEmbeddedReadModels, type EmbeddedReadModelsOptions } from './read-model-store.embedded.js';
