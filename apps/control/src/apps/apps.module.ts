import { Module } from '@nestjs/common';
import { ApproveInstallHttpController } from './approve-install/approve-install.http.controller.js';
import { GetInstallApprovalHttpController } from './approve-install/get-install-approval.http.controller.js';
import { BlockAppHandler } from './block-app/block-app.handler.js';
import { BlockAppHttpController } from './block-app/block-app.http.controller.js';
import { BlockAppOperation } from './block-app/block-app.operation.js';
import { ChangeAppPolicyHandler } from './change-app-policy/change-app-policy.handler.js';
import { ChangeAppPolicyHttpController } from './change-app-policy/change-app-policy.http.controller.js';
import { ChangeAppSettingsHandler } from './change-app-settings/change-app-settings.handler.js';
import { ChangeAppSettingsHttpController } from './change-app-settings/change-app-settings.http.controller.js';
import { GetAppDenialsHttpController } from './get-app-denials/get-app-denials.http.controller.js';
import { GetAppPolicyHttpController } from './get-app-policy/get-app-policy.http.controller.js';
import { GetAppSettingsHttpController } from './get-app-settings/get-app-settings.http.controller.js';
import { GetAppUserHttpController } from './get-app-user/get-app-user.http.controller.js';
import { GetAppHttpController } from './get-app/get-app.http.controller.js';
import { InstallAppHandler } from './install-app/install-app.handler.js';
import { InstallAppHttpController } from './install-app/install-app.http.controller.js';
import { ListAppUsersHttpController } from './list-app-users/list-app-users.http.controller.js';
import { ListAppsHttpController } from './list-apps/list-apps.http.controller.js';
import { ListPreauthorizationsHttpController } from './list-preauthorizations/list-preauthorizations.http.controller.js';
import { PreauthorizeUserHandler } from './preauthorize-user/preauthorize-user.handler.js';
import { PreauthorizeUserHttpController } from './preauthorize-user/preauthorize-user.http.controller.js';
import { RegisterAppHandler } from './register-app/register-app.handler.js';
import { RegisterAppHttpController } from './register-app/register-app.http.controller.js';
import { RevokeAppTokensHandler } from './revoke-app-tokens/revoke-app-tokens.handler.js';
import { RevokeAppTokensHttpController } from './revoke-app-tokens/revoke-app-tokens.http.controller.js';
import { RevokeAppTokensOperation } from './revoke-app-tokens/revoke-app-tokens.operation.js';
import { UnblockAppHandler } from './unblock-app/unblock-app.handler.js';
import { UnblockAppHttpController } from './unblock-app/unblock-app.http.controller.js';
import { UninstallAppHandler } from './uninstall-app/uninstall-app.handler.js';
import { UninstallAppHttpController } from './uninstall-app/uninstall-app.http.controller.js';
import { UninstallAppOperation } from './uninstall-app/uninstall-app.operation.js';
import { WithdrawPreauthorizationHandler } from './withdraw-preauthorization/withdraw-preauthorization.handler.js';
import { WithdrawPreauthorizationHttpController } from './withdraw-preauthorization/withdraw-preauthorization.http.controller.js';

/** Apps: registration, policy, installation, preauthorization, blocks, and what they hold. */
@Module({
  controllers: [
    ApproveInstallHttpController,
    BlockAppHttpController,
    ChangeAppPolicyHttpController,
    ChangeAppSettingsHttpController,
    GetAppDenialsHttpController,
    GetAppHttpController,
    GetAppPolicyHttpController,
    GetAppSettingsHttpController,
    GetAppUserHttpController,
    GetInstallApprovalHttpController,
    InstallAppHttpController,
    ListAppUsersHttpController,
    ListAppsHttpController,
    ListPreauthorizationsHttpController,
    PreauthorizeUserHttpController,
    RegisterAppHttpController,
    RevokeAppTokensHttpController,
    UnblockAppHttpController,
    UninstallAppHttpController,
    WithdrawPreauthorizationHttpController,
  ],
  providers: [
    BlockAppHandler,
    BlockAppOperation,
    ChangeAppPolicyHandler,
    ChangeAppSettingsHandler,
    InstallAppHandler,
    PreauthorizeUserHandler,
    RegisterAppHandler,
    RevokeAppTokensHandler,
    RevokeAppTokensOperation,
    UnblockAppHandler,
    UninstallAppHandler,
    UninstallAppOperation,
    WithdrawPreauthorizationHandler,
  ],
  exports: [RevokeAppTokensOperation],
})
export class AppsModule {}
