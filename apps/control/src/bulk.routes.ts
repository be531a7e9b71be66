import { BulkAnswers } from './bulk/bulk-answers.js';
import { BulkApprovals } from './bulk/bulk-approvals.js';
import { BulkCommands } from './bulk/bulk-commands.js';
import { BulkExecutor } from './bulk/bulk-executor.js';
import { BulkPreviews } from './bulk/bulk-previews.js';
import { DeclineApprovalHandler } from './decline-approval/decline-approval.handler.js';
import { DeclineApprovalHttpController } from './decline-approval/decline-approval.http.controller.js';
import { GetApprovalHttpController } from './get-approval/get-approval.http.controller.js';
import { GiveApprovalHandler } from './give-approval/give-approval.handler.js';
import { GiveApprovalHttpController } from './give-approval/give-approval.http.controller.js';
import { ListApprovalsHttpController } from './list-approvals/list-approvals.http.controller.js';
import { RevokeSelectionHandler } from './revoke-selection/revoke-selection.handler.js';
import { RevokeSelectionHttpController } from './revoke-selection/revoke-selection.http.controller.js';

/** Routes about bulk revocations, and the second person who approves them. */
export const BULK_CONTROLLERS = [
  DeclineApprovalHttpController,
  GetApprovalHttpController,
  GiveApprovalHttpController,
  ListApprovalsHttpController,
  RevokeSelectionHttpController,
];

/** What carries out the commands of {@link BULK_CONTROLLERS}, and what all bulk commands go through. */
export const BULK_HANDLERS = [
  BulkAnswers,
  BulkApprovals,
  BulkCommands,
  BulkExecutor,
  BulkPreviews,
  DeclineApprovalHandler,
  GiveApprovalHandler,
  RevokeSelectionHandler,
];
