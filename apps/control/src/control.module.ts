import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BlockAppHandler } from './block-app/block-app.handler.js';
import { BlockAppHttpController } from './block-app/block-app.http.controller.js';
import { GetAppHttpController } from './get-app/get-app.http.controller.js';
import { GetPropagationHttpController } from './get-propagation/get-propagation.http.controller.js';
import { PropagationReader } from './get-propagation/propagation.reader.js';
import { GetRevocationHttpController } from './get-revocation/get-revocation.http.controller.js';
import { ListEdgesHttpController } from './list-edges/list-edges.http.controller.js';
import { ListRevocationsHttpController } from './list-revocations/list-revocations.http.controller.js';
import { ListUsageAppsHttpController } from './list-usage-apps/list-usage-apps.http.controller.js';
import { ListUsageTokensHttpController } from './list-usage-tokens/list-usage-tokens.http.controller.js';
import { ListUsageUsersHttpController } from './list-usage-users/list-usage-users.http.controller.js';
import { PreferWaitInterceptor } from './prefer-wait/prefer-wait.interceptor.js';
import { PositionInterceptor } from './read-your-writes/position.interceptor.js';
import { RegisterAppHandler } from './register-app/register-app.handler.js';
import { RegisterAppHttpController } from './register-app/register-app.http.controller.js';
import { RegisterEdgeHandler } from './register-edge/register-edge.handler.js';
import { RegisterEdgeHttpController } from './register-edge/register-edge.http.controller.js';
import { RegisterOrganizationHandler } from './register-organization/register-organization.handler.js';
import { RegisterOrganizationHttpController } from './register-organization/register-organization.http.controller.js';
import { RegisterUserHandler } from './register-user/register-user.handler.js';
import { RegisterUserHttpController } from './register-user/register-user.http.controller.js';
import { RetireEdgeHandler } from './retire-edge/retire-edge.handler.js';
import { RetireEdgeHttpController } from './retire-edge/retire-edge.http.controller.js';
import { RevokeAppTokensHandler } from './revoke-app-tokens/revoke-app-tokens.handler.js';
import { RevokeAppTokensHttpController } from './revoke-app-tokens/revoke-app-tokens.http.controller.js';
import { RevokeGrantHandler } from './revoke-grant/revoke-grant.handler.js';
import { RevokeGrantHttpController } from './revoke-grant/revoke-grant.http.controller.js';
import { RevokeOrgTokensHandler } from './revoke-org-tokens/revoke-org-tokens.handler.js';
import { RevokeOrgTokensHttpController } from './revoke-org-tokens/revoke-org-tokens.http.controller.js';
import { RevokeSessionHandler } from './revoke-session/revoke-session.handler.js';
import { RevokeSessionHttpController } from './revoke-session/revoke-session.http.controller.js';
import { RevokeTokenHandler } from './revoke-token/revoke-token.handler.js';
import { RevokeTokenHttpController } from './revoke-token/revoke-token.http.controller.js';
import { RevokeUsageTokensHttpController } from './revoke-usage-tokens/revoke-usage-tokens.http.controller.js';
import { RevokeUserAppTokensHandler } from './revoke-user-app-tokens/revoke-user-app-tokens.handler.js';
import { RevokeUserAppTokensHttpController } from './revoke-user-app-tokens/revoke-user-app-tokens.http.controller.js';
import { RevokeUserTokensHandler } from './revoke-user-tokens/revoke-user-tokens.handler.js';
import { RevokeUserTokensHttpController } from './revoke-user-tokens/revoke-user-tokens.http.controller.js';
import { RotateSigningKeysHandler } from './rotate-signing-keys/rotate-signing-keys.handler.js';
import { RotateSigningKeysHttpController } from './rotate-signing-keys/rotate-signing-keys.http.controller.js';
import { UnblockAppHandler } from './unblock-app/unblock-app.handler.js';
import { UnblockAppHttpController } from './unblock-app/unblock-app.http.controller.js';

const CONTROLLERS = [
  RevokeUsageTokensHttpController,
  BlockAppHttpController,
  GetAppHttpController,
  GetPropagationHttpController,
  GetRevocationHttpController,
  ListEdgesHttpController,
  ListRevocationsHttpController,
  ListUsageAppsHttpController,
  ListUsageTokensHttpController,
  ListUsageUsersHttpController,
  RegisterAppHttpController,
  RegisterEdgeHttpController,
  RegisterOrganizationHttpController,
  RegisterUserHttpController,
  RetireEdgeHttpController,
  RevokeAppTokensHttpController,
  RevokeGrantHttpController,
  RevokeOrgTokensHttpController,
  RevokeSessionHttpController,
  RevokeTokenHttpController,
  RevokeUserAppTokensHttpController,
  RevokeUserTokensHttpController,
  RotateSigningKeysHttpController,
  UnblockAppHttpController,
];

const HANDLERS = [
  BlockAppHandler,
  RegisterAppHandler,
  RegisterEdgeHandler,
  RegisterOrganizationHandler,
  RegisterUserHandler,
  RetireEdgeHandler,
  RevokeAppTokensHandler,
  RevokeGrantHandler,
  RevokeOrgTokensHandler,
  RevokeSessionHandler,
  RevokeTokenHandler,
  RevokeUserAppTokensHandler,
  RevokeUserTokensHandler,
  RotateSigningKeysHandler,
  UnblockAppHandler,
];

/** Commands and queries over HTTP. */
@Module({
  imports: [CqrsModule.forRoot()],
  controllers: CONTROLLERS,
  providers: [...HANDLERS, PositionInterceptor, PreferWaitInterceptor, PropagationReader],
})
export class ControlModule {}
