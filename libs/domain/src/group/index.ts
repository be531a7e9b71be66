export type * from './group.state.js';
export { type ChangeGroup, decideChangeGroup, MAX_MEMBERS_PER_CHANGE } from './group.decide.js';
