export type * from '../state/edge.state.js';
export type * from './edge.commands.js';
export { decideRegisterEdge, decideRetireEdge } from './register-edge.decide.js';
