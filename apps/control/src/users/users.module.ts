import { Module } from '@nestjs/common';
import { GetUserHttpController } from './get-user/get-user.http.controller.js';
import { GrantPermissionsHandler } from './grant-permissions/grant-permissions.handler.js';
import { GrantPermissionsHttpController } from './grant-permissions/grant-permissions.http.controller.js';
import { ListRolesHttpController } from './list-roles/list-roles.http.controller.js';
import { ListUserAppsHttpController } from './list-user-apps/list-user-apps.http.controller.js';
import { RegisterUserHandler } from './register-user/register-user.handler.js';
import { RegisterUserHttpController } from './register-user/register-user.http.controller.js';
import { RevokeUserAppTokensHandler } from './revoke-user-app-tokens/revoke-user-app-tokens.handler.js';
import { RevokeUserAppTokensHttpController } from './revoke-user-app-tokens/revoke-user-app-tokens.http.controller.js';
import { RevokeUserAppTokensOperation } from './revoke-user-app-tokens/revoke-user-app-tokens.operation.js';
import { RevokeUserTokensHandler } from './revoke-user-tokens/revoke-user-tokens.handler.js';
import { RevokeUserTokensHttpController } from './revoke-user-tokens/revoke-user-tokens.http.controller.js';
import { RevokeUserTokensOperation } from './revoke-user-tokens/revoke-user-tokens.operation.js';
import { WithdrawPermissionsHandler } from './withdraw-permissions/withdraw-permissions.handler.js';
import { WithdrawPermissionsHttpController } from './withdraw-permissions/withdraw-permissions.http.controller.js';

/** Users: registration, permissions, the apps that they use, and the revocation of what they hold. */
@Module({
  controllers: [
    GetUserHttpController,
    GrantPermissionsHttpController,
    ListRolesHttpController,
    ListUserAppsHttpController,
    RegisterUserHttpController,
    RevokeUserAppTokensHttpController,
    RevokeUserTokensHttpController,
    WithdrawPermissionsHttpController,
  ],
  providers: [
    GrantPermissionsHandler,
    RegisterUserHandler,
    RevokeUserAppTokensHandler,
    RevokeUserAppTokensOperation,
    RevokeUserTokensHandler,
    RevokeUserTokensOperation,
    WithdrawPermissionsHandler,
  ],
  exports: [RevokeUserAppTokensOperation],
})
export class UsersModule {}
