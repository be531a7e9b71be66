export { type ChangeGroup, decideChangeGroup, MAX_MEMBERS_PER_CHANGE } from './change-group.decide.js';
