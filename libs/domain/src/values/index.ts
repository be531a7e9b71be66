export { canonicalTime } from './canonical-time.js';
export { formatIsoTime, parseIsoTime } from './iso-time.js';
export { formatPosition, parsePosition, type Position } from './position.js';
export { splitScope } from './scopes.js';
export { TOKEN_KINDS, type TokenKind } from './token-kind.js';
export { utf8Length } from './utf8-length.js';
