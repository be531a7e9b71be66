import { Module } from '@nestjs/common';
import { DisconnectAppHttpController } from './disconnect-app/disconnect-app.http.controller.js';
import { DisconnectTokenHttpController } from './disconnect-token/disconnect-token.http.controller.js';
import { ListConnectedAppTokensHttpController } from './list-connected-app-tokens/list-connected-app-tokens.http.controller.js';
import { ListConnectedAppsHttpController } from './list-connected-apps/list-connected-apps.http.controller.js';

/** Connected apps: users see the apps that act for them, and disconnect them. */
@Module({
  controllers: [
    DisconnectAppHttpController,
    DisconnectTokenHttpController,
    ListConnectedAppTokensHttpController,
    ListConnectedAppsHttpController,
  ],
})
export class ConnectedAppsModule {}
