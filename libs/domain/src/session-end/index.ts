export { decideScheduleSessionEnd, type ScheduleSessionEnd } from './announce-session-end.decide.js';
export { decideCancelSessionEnd } from './cancel-session-end.decide.js';
export { decideEndSessions } from './end-sessions.decide.js';
