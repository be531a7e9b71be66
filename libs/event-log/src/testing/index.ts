export { collect, fromNow, Probe, type CollectOptions } from './collect.js';
export { freshKey, freshKeys, type EventLogHarness } from './contract-context.js';
export { eventLogContract, type EventLogContractOptions } from './event-log.contract.js';
export { FaultyLog, outcomeUnknown, unavailable } from './faulty-log.js';
export { spawnSource } from './spawn-source.js';
export { gate, until, type Gate, type UntilOptions } from './until.js';
