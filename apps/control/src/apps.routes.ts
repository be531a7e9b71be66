import { ApproveInstallHttpController } from './approve-install/approve-install.http.controller.js';
import { GetInstallApprovalHttpController } from './approve-install/get-install-approval.http.controller.js';
import { BlockAppHandler } from './block-app/block-app.handler.js';
import { BlockAppHttpController } from './block-app/block-app.http.controller.js';
import { ChangeAppPolicyHandler } from './change-app-policy/change-app-policy.handler.js';
import { ChangeAppPolicyHttpController } from './change-app-policy/change-app-policy.http.controller.js';
import { ChangeAppSettingsHandler } from './change-app-settings/change-app-settings.handler.js';
import { ChangeAppSettingsHttpController } from './change-app-settings/change-app-settings.http.controller.js';
import { GetAppPolicyHttpController } from './get-app-policy/get-app-policy.http.controller.js';
import { GetAppSettingsHttpController } from './get-app-settings/get-app-settings.http.controller.js';
import { GetAppHttpController } from './get-app/get-app.http.controller.js';
import { InstallAppHandler } from './install-app/install-app.handler.js';
import { InstallAppHttpController } from './install-app/install-app.http.controller.js';
import { ListPreauthorizationsHttpController } from './list-preauthorizations/list-preauthorizations.http.controller.js';
import { PreauthorizeUserHandler } from './preauthorize-user/preauthorize-user.handler.js';
import { PreauthorizeUserHttpController } from './preauthorize-user/preauthorize-user.http.controller.js';
import { RegisterAppHandler } from './register-app/register-app.handler.js';
import { RegisterAppHttpController } from './register-app/register-app.http.controller.js';
import { UnblockAppHandler } from './unblock-app/unblock-app.handler.js';
import { UnblockAppHttpController } from './unblock-app/unblock-app.http.controller.js';
import { UninstallAppHandler } from './uninstall-app/uninstall-app.handler.js';
import { UninstallAppHttpController } from './uninstall-app/uninstall-app.http.controller.js';
import { WithdrawPreauthorizationHandler } from './withdraw-preauthorization/withdraw-preauthorization.handler.js';
import { WithdrawPreauthorizationHttpController } from './withdraw-preauthorization/withdraw-preauthorization.http.controller.js';

/** Routes about apps: their registration, policy, installation and blocks. */
export const APPS_CONTROLLERS = [
  ApproveInstallHttpController,
  BlockAppHttpController,
  ChangeAppPolicyHttpController,
  ChangeAppSettingsHttpController,
  GetAppHttpController,
  GetAppPolicyHttpController,
  GetAppSettingsHttpController,
  GetInstallApprovalHttpController,
  InstallAppHttpController,
  ListPreauthorizationsHttpController,
  PreauthorizeUserHttpController,
  RegisterAppHttpController,
  UnblockAppHttpController,
  UninstallAppHttpController,
  WithdrawPreauthorizationHttpController,
];

/** What carries out the commands of {@link APPS_CONTROLLERS}. */
export const APPS_HANDLERS = [
  BlockAppHandler,
  ChangeAppPolicyHandler,
  ChangeAppSettingsHandler,
  InstallAppHandler,
  PreauthorizeUserHandler,
  RegisterAppHandler,
  UnblockAppHandler,
  UninstallAppHandler,
  WithdrawPreauthorizationHandler,
];
