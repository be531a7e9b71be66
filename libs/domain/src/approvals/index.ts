export type * from '../state/approval.state.js';
export type * from './approval.commands.js';
export type * from '../session-end/session-end.commands.js';
export {
  APPROVAL_LIFETIME_MS,
  decideDeclineApproval,
  decideGiveApproval,
  decideRequestApproval,
  MAX_APPROVAL_REQUEST_BYTES,
} from './approval.decide.js';
export { decideUseConfirmation } from './confirmation.decide.js';
export { decideCancelSessionEnd, decideEndSessions, decideScheduleSessionEnd } from '../session-end/announce-session-end.decide.js';
