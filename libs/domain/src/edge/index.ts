export type * from './edge.state.js';
export type * from './edge.commands.js';
export { decideRegisterEdge, decideRetireEdge } from './edge.decide.js';
