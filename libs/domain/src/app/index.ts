export type * from '../state/app.state.js';
export type * from './app.commands.js';
export { DEFAULT_APP_POLICY, DEFAULT_MAX_APPROVALS } from '../state/app-policy.js';
export {
  type ChangeAppPolicy,
  decideChangeAppPolicy,
  MAX_APPROVALS_LIMIT,
  MAX_IP_RANGES,
} from './change-app-policy.decide.js';
export {
  type ChangeAppSettings,
  decideChangeAppSettings,
  decideInstallApp,
  decidePreauthorizeUser,
  decideUninstallApp,
  decideWithdrawPreauthorization,
  type InstallApp,
  type PreauthorizeUser,
} from './install-app.decide.js';
export { decideBlockApp, decideRegisterApp, decideUnblockApp, isForAdministration } from './block-app.decide.js';
