export { decideRegisterEdge, type RegisterEdge } from './register-edge.decide.js';
export { decideRetireEdge, type RetireEdge } from './retire-edge.decide.js';
