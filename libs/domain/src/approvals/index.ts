export type * from './approval.commands.js';
export {
  APPROVAL_LIFETIME_MS,
  decideDeclineApproval,
  decideGiveApproval,
  decideRequestApproval,
  MAX_APPROVAL_PARAMETERS_BYTES,
} from './approval.decide.js';
export { decideUseConfirmation } from './confirmation.decide.js';
