import { DisconnectAppHttpController } from './disconnect-app/disconnect-app.http.controller.js';
import { DisconnectTokenHttpController } from './disconnect-token/disconnect-token.http.controller.js';
import { GetAppDenialsHttpController } from './get-app-denials/get-app-denials.http.controller.js';
import { GetAppUserHttpController } from './get-app-user/get-app-user.http.controller.js';
import { GetTokenHttpController } from './get-token/get-token.http.controller.js';
import { ListAppUserTokensHttpController } from './list-app-user-tokens/list-app-user-tokens.http.controller.js';
import { ListAppUsersHttpController } from './list-app-users/list-app-users.http.controller.js';
import { ListConnectedAppTokensHttpController } from './list-connected-app-tokens/list-connected-app-tokens.http.controller.js';
import { ListConnectedAppsHttpController } from './list-connected-apps/list-connected-apps.http.controller.js';
import { ListDenialsHttpController } from './list-denials/list-denials.http.controller.js';
import { ListTokensHttpController } from './list-tokens/list-tokens.http.controller.js';
import { ListUsageAppsHttpController } from './list-usage-apps/list-usage-apps.http.controller.js';
import { ListUsageTokensHttpController } from './list-usage-tokens/list-usage-tokens.http.controller.js';
import { ListUsageUsersHttpController } from './list-usage-users/list-usage-users.http.controller.js';
import { ListUserAppsHttpController } from './list-user-apps/list-user-apps.http.controller.js';
import { RevokeUsageTokensHttpController } from './revoke-usage-tokens/revoke-usage-tokens.http.controller.js';

/** Routes about who uses which app and what is held: the Connect API's, the native ones, and those about what is one's own. */
export const USAGE_CONTROLLERS = [
  RevokeUsageTokensHttpController,
  ListUsageAppsHttpController,
  ListUsageTokensHttpController,
  ListUsageUsersHttpController,
  GetAppDenialsHttpController,
  GetAppUserHttpController,
  GetTokenHttpController,
  ListAppUserTokensHttpController,
  ListAppUsersHttpController,
  ListDenialsHttpController,
  ListTokensHttpController,
  ListUserAppsHttpController,
  DisconnectTokenHttpController,
  DisconnectAppHttpController,
  ListConnectedAppTokensHttpController,
  ListConnectedAppsHttpController,
];
