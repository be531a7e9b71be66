export { FaultyLog, outcomeUnknown, unavailable } from './faulty-log.js';
export * from './test-deployment.js';
