export type * from './foreign-issuer.state.js';
export type * from './issuer.commands.js';
export { decideRegisterIssuer } from './issuer.decide.js';
export { maxLifetimesOf } from './max-lifetimes.js';
