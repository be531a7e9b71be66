export { createMongoReadModels, type MongoReadModelsOptions } from './read-model-store.mongo.js';
