import { Module } from '@nestjs/common';
import { GetTokenHttpController } from './get-token/get-token.http.controller.js';
import { ListAppUserTokensHttpController } from './list-app-user-tokens/list-app-user-tokens.http.controller.js';
import { ListTokensHttpController } from './list-tokens/list-tokens.http.controller.js';
import { RevokeGrantHandler } from './revoke-grant/revoke-grant.handler.js';
import { RevokeGrantHttpController } from './revoke-grant/revoke-grant.http.controller.js';
import { RevokeTokenHandler } from './revoke-token/revoke-token.handler.js';
import { RevokeTokenHttpController } from './revoke-token/revoke-token.http.controller.js';

/** Tokens and grants: listed, shown, and revoked one by one. */
@Module({
  controllers: [
    GetTokenHttpController,
    ListAppUserTokensHttpController,
    ListTokensHttpController,
    RevokeGrantHttpController,
    RevokeTokenHttpController,
  ],
  providers: [RevokeGrantHandler, RevokeTokenHandler],
})
export class TokensModule {}
