export * from './decision-log-under-test.js';
export * from './faults.js';
