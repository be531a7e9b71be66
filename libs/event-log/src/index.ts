export * from './event-log.port.js';
export * from './event-log.errors.js';
export * from './topic-ends.js';
