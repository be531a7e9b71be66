export { createEmbeddedLog, type EmbeddedLogOptions } from './create-embedded-log.js';
export type { EmbeddedLog } from './event-log.embedded.js';
