export { activeKey, type SigningKeyState } from '../state/signing-key.state.js';
export type * from './keys.commands.js';
export { decideRotateSigningKeys } from './rotate-signing-keys.decide.js';
