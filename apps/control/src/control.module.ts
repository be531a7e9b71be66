import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { APPS_CONTROLLERS, APPS_HANDLERS } from './apps.routes.js';
import { BULK_CONTROLLERS, BULK_HANDLERS } from './bulk.routes.js';
import { EndSessionsService } from './end-sessions/end-sessions.service.js';
import { GetPropagationHttpController } from './get-propagation/get-propagation.http.controller.js';
import { PropagationReader } from './get-propagation/propagation.reader.js';
import { GetRevocationHttpController } from './get-revocation/get-revocation.http.controller.js';
import { Commands } from './http/commands.js';
import { ISSUERS_CONTROLLERS, ISSUERS_HANDLERS } from './issuers.routes.js';
import { ListEdgesHttpController } from './list-edges/list-edges.http.controller.js';
import { ListRevocationsHttpController } from './list-revocations/list-revocations.http.controller.js';
import { ORGANIZATION_CONTROLLERS, ORGANIZATION_HANDLERS } from './organization.routes.js';
import { PreferWaitInterceptor } from './prefer-wait/prefer-wait.interceptor.js';
import { FoldPositionInterceptor } from './read-your-writes/fold-position.interceptor.js';
import { PositionInterceptor } from './read-your-writes/position.interceptor.js';
import { RegisterEdgeHandler } from './register-edge/register-edge.handler.js';
import { RegisterEdgeHttpController } from './register-edge/register-edge.http.controller.js';
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
import { RevokeUserAppTokensHandler } from './revoke-user-app-tokens/revoke-user-app-tokens.handler.js';
import { RevokeUserAppTokensHttpController } from './revoke-user-app-tokens/revoke-user-app-tokens.http.controller.js';
import { RevokeUserTokensHandler } from './revoke-user-tokens/revoke-user-tokens.handler.js';
import { RevokeUserTokensHttpController } from './revoke-user-tokens/revoke-user-tokens.http.controller.js';
import { RotateSigningKeysHandler } from './rotate-signing-keys/rotate-signing-keys.handler.js';
import { RotateSigningKeysHttpController } from './rotate-signing-keys/rotate-signing-keys.http.controller.js';
import { PAGES_CONTROLLERS } from './pages.routes.js';
import { USAGE_CONTROLLERS } from './usage.routes.js';

const CONTROLLERS = [
  ...APPS_CONTROLLERS,
  ...BULK_CONTROLLERS,
  ...PAGES_CONTROLLERS,
  ...USAGE_CONTROLLERS,
  ...ORGANIZATION_CONTROLLERS,
  ...ISSUERS_CONTROLLERS,
  GetPropagationHttpController,
  GetRevocationHttpController,
  ListEdgesHttpController,
  ListRevocationsHttpController,
  RegisterEdgeHttpController,
  RetireEdgeHttpController,
  RevokeAppTokensHttpController,
  RevokeGrantHttpController,
  RevokeOrgTokensHttpController,
  RevokeSessionHttpController,
  RevokeTokenHttpController,
  RevokeUserAppTokensHttpController,
  RevokeUserTokensHttpController,
  RotateSigningKeysHttpController,
];

const HANDLERS = [
  ...APPS_HANDLERS,
  ...BULK_HANDLERS,
  ...ORGANIZATION_HANDLERS,
  ...ISSUERS_HANDLERS,
  RegisterEdgeHandler,
  RetireEdgeHandler,
  RevokeAppTokensHandler,
  RevokeGrantHandler,
  RevokeOrgTokensHandler,
  RevokeSessionHandler,
  RevokeTokenHandler,
  RevokeUserAppTokensHandler,
  RevokeUserTokensHandler,
  RotateSigningKeysHandler,
];

/** Commands and queries over HTTP. */
@Module({
  imports: [CqrsModule.forRoot()],
  controllers: CONTROLLERS,
  providers: [
    ...HANDLERS,
    Commands,
    EndSessionsService,
    FoldPositionInterceptor,
    PositionInterceptor,
    PreferWaitInterceptor,
    PropagationReader,
  ],
})
export class ControlModule {}
