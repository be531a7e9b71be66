export type * from './app.state.js';
export type * from './app.commands.js';
export { DEFAULT_APP_POLICY, DEFAULT_MAX_APPROVALS } from './app-policy.js';
export {
  type ChangeAppPolicy,
  decideChangeAppPolicy,
  MAX_APPROVALS_LIMIT,
  MAX_IP_RANGES,
} from './app-policy.decide.js';
export {
  type ChangeAppSettings,
  decideChangeAppSettings,
  decideInstallApp,
  decidePreauthorizeUser,
  decideUninstallApp,
  decideWithdrawPreauthorization,
  type InstallApp,
  type PreauthorizeUser,
} from './app-access.decide.js';
export { decideBlockApp, decideRegisterApp, decideUnblockApp, isForAdministration } from './app.decide.js';
