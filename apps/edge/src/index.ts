export * from './verdict/index.js';
