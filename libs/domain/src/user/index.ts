export type * from './user.state.js';
export type * from './user.commands.js';
export { decideGrantRole, decideRegisterUser, decideWithdrawRole } from './user.decide.js';
