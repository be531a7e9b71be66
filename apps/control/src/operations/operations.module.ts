import { Global, Module } from '@nestjs/common';
import { BulkPreviews } from './bulk-previews.js';
import { BulkSubmission } from './bulk-submission.js';
import { OperationAnswers } from './operation-answers.js';
import { OperationApprovals } from './operation-approvals.js';
import { OperationRegistry } from './operation-registry.js';

/** The steps of an operation: preview, confirmation, approval, execution. Use cases register here; nothing here depends on one. */
@Global()
@Module({
  providers: [BulkPreviews, BulkSubmission, OperationAnswers, OperationApprovals, OperationRegistry],
  exports: [OperationAnswers, OperationApprovals, OperationRegistry],
})
export class OperationsModule {}
