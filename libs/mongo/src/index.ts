export * from './durable-collection.js';
export * from './mongo-failure.js';
export * from './wait-for-mongo.js';
