export { decideRotateSigningKeys, type RotateSigningKeys } from './rotate-signing-keys.decide.js';
