import { Module } from '@nestjs/common';
import { AnnounceSessionEndHandler } from './announce-session-end/announce-session-end.handler.js';
import { AnnounceSessionEndHttpController } from './announce-session-end/announce-session-end.http.controller.js';
import { CancelSessionEndHandler } from './cancel-session-end/cancel-session-end.handler.js';
import { CancelSessionEndHttpController } from './cancel-session-end/cancel-session-end.http.controller.js';
import { EndSessionsService } from './end-sessions/end-sessions.service.js';
import { GetSessionEndHttpController } from './get-session-end/get-session-end.http.controller.js';
import { RevokeSessionHandler } from './revoke-session/revoke-session.handler.js';
import { RevokeSessionHttpController } from './revoke-session/revoke-session.http.controller.js';

/** Sign-in sessions: revoked one by one, or all at an announced time. */
@Module({
  controllers: [
    AnnounceSessionEndHttpController,
    CancelSessionEndHttpController,
    GetSessionEndHttpController,
    RevokeSessionHttpController,
  ],
  providers: [AnnounceSessionEndHandler, CancelSessionEndHandler, EndSessionsService, RevokeSessionHandler],
})
export class SessionsModule {}
