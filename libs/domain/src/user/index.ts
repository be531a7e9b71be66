export type * from '../state/user.state.js';
export type * from './user.commands.js';
export { decideGrantRole, decideRegisterUser, decideWithdrawRole } from './grant-permissions.decide.js';
