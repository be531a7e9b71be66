export * from './all-of.js';
export * from './backoff.js';
export * from './pause.js';
export * from './single-flight.js';
