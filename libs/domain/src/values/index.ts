export { splitScope } from './scopes.js';
export { utf8Length } from './utf8-length.js';
