export { createKafkaLog } from './create-kafka-log.js';
export { type KafkaLogOptions, type LogLine, USAGE_RETENTION_MS } from './client/kafka-log.options.js';
