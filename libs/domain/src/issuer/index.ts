export {
  decideRegisterIssuer,
  MAX_ISSUER_TOLERANCE_MS,
  type RegisterIssuer,
} from './register-issuer.decide.js';
export { decideReportApps, type ReportApps } from './report-apps.decide.js';
export { decideUnregisterIssuer, type UnregisterIssuer } from './unregister-issuer.decide.js';
