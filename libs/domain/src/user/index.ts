export { decideGrantRole, type GrantRole } from './grant-permissions.decide.js';
export { decideRegisterUser, type RegisterUser } from './register-user.decide.js';
export { decideWithdrawRole, type WithdrawRole } from './withdraw-permissions.decide.js';
