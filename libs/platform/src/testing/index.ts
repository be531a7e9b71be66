export * from './test-deployment.js';
