export type * from '../state/foreign-issuer.state.js';
export type * from './issuer.commands.js';
export {
  MAX_ISSUER_TOLERANCE_MS,
  decideRegisterIssuer,
  decideReportApps,
  decideUnregisterIssuer,
} from './register-issuer.decide.js';
