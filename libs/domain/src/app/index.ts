export { type BlockApp, decideBlockApp } from './block-app.decide.js';
export {
  type ChangeAppPolicy,
  decideChangeAppPolicy,
  MAX_APPROVALS_LIMIT,
  MAX_IP_RANGES,
} from './change-app-policy.decide.js';
export { type ChangeAppSettings, decideChangeAppSettings } from './change-app-settings.decide.js';
export { isForAdministration } from './handed-on-scopes.js';
export { decideInstallApp } from './install-app.decide.js';
export type { InstallApp } from './installation.js';
export { decidePreauthorizeUser } from './preauthorize-user.decide.js';
export type { PreauthorizeUser } from './preauthorization.js';
export { decideRegisterApp, type RegisterApp } from './register-app.decide.js';
export { decideUnblockApp, type UnblockApp } from './unblock-app.decide.js';
export { decideUninstallApp } from './uninstall-app.decide.js';
export { decideWithdrawPreauthorization } from './withdraw-preauthorization.decide.js';
