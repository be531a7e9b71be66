export type * from './foreign-issuer.state.js';
export type * from './issuer.commands.js';
export { decideRegisterIssuer, decideReportApp, decideUnregisterIssuer } from './issuer.decide.js';
