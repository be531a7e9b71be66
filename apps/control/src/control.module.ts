import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ApprovalsModule } from './approvals/approvals.module.js';
import { AppsModule } from './apps/apps.module.js';
import { AuditModule } from './audit/audit.module.js';
import { ConnectApiModule } from './connect-api/connect-api.module.js';
import { ConnectedAppsModule } from './connected-apps/connected-apps.module.js';
import { DenialsModule } from './denials/denials.module.js';
import { EdgesModule } from './edges/edges.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { HttpModule } from './http/http.module.js';
import { IssuersModule } from './issuers/issuers.module.js';
import { KeysModule } from './keys/keys.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { OrganizationModule } from './organization/organization.module.js';
import { RevocationsModule } from './revocations/revocations.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { UsersModule } from './users/users.module.js';

/** Commands and queries over HTTP: one module per area, over what all of them are made with. */
@Module({
  imports: [
    CqrsModule.forRoot(),
    HttpModule,
    OperationsModule,
    ApprovalsModule,
    AppsModule,
    AuditModule,
    ConnectApiModule,
    ConnectedAppsModule,
    DenialsModule,
    EdgesModule,
    GroupsModule,
    IssuersModule,
    KeysModule,
    OrganizationModule,
    RevocationsModule,
    SessionsModule,
    TokensModule,
    UsersModule,
  ],
})
export class ControlModule {}
