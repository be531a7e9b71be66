export * from './position.js';
export * from './facts/index.js';
export * from './revocation/index.js';
