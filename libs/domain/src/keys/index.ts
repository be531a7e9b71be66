export { activeKey, type SigningKeyState } from './signing-key.state.js';
export type * from './keys.commands.js';
export { decideRotateSigningKeys } from './keys.decide.js';
