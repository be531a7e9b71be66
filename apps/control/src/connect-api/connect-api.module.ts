import { Module } from '@nestjs/common';
import { AppsModule } from '../apps/apps.module.js';
import { UsersModule } from '../users/users.module.js';
import { ListUsageAppsHttpController } from './list-usage-apps/list-usage-apps.http.controller.js';
import { ListUsageTokensHttpController } from './list-usage-tokens/list-usage-tokens.http.controller.js';
import { ListUsageUsersHttpController } from './list-usage-users/list-usage-users.http.controller.js';
import { RevokeUsageTokensHttpController } from './revoke-usage-tokens/revoke-usage-tokens.http.controller.js';

/** The usage resources of the Connect REST API, at the same paths. */
@Module({
  imports: [AppsModule, UsersModule],
  controllers: [
    ListUsageAppsHttpController,
    ListUsageTokensHttpController,
    ListUsageUsersHttpController,
    RevokeUsageTokensHttpController,
  ],
})
export class ConnectApiModule {}
