export * from './embedded-database.errors.js';
export * from './embedded-database.port.js';
export { openEmbeddedDatabase, type EmbeddedDatabaseOptions } from './open-embedded-database.js';
