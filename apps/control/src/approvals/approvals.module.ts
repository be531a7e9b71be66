import { Module } from '@nestjs/common';
import { DeclineApprovalHandler } from './decline-approval/decline-approval.handler.js';
import { DeclineApprovalHttpController } from './decline-approval/decline-approval.http.controller.js';
import { GetApprovalHttpController } from './get-approval/get-approval.http.controller.js';
import { GiveApprovalHandler } from './give-approval/give-approval.handler.js';
import { GiveApprovalHttpController } from './give-approval/give-approval.http.controller.js';
import { ListApprovalsHttpController } from './list-approvals/list-approvals.http.controller.js';

/** Lists, gives and declines approvals. */
@Module({
  controllers: [
    DeclineApprovalHttpController,
    GetApprovalHttpController,
    GiveApprovalHttpController,
    ListApprovalsHttpController,
  ],
  providers: [DeclineApprovalHandler, GiveApprovalHandler],
})
export class ApprovalsModule {}
