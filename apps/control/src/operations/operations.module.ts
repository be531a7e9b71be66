import { Global, Module } from '@nestjs/common';
import { BulkPreviews } from './bulk-previews.js';
import { BulkSubmission } from './bulk-submission.js';
import { OperationAnswers } from './operation-answers.js';
import { OperationApprovals } from './operation-approvals.js';
import { OperationRegistry } from './operation-registry.js';

/** What an operation passes through before it happens: preview, confirmation, second person. It knows no use case. */
@Global()
@Module({
  providers: [BulkPreviews, BulkSubmission, OperationAnswers, OperationApprovals, OperationRegistry],
  exports: [OperationAnswers, OperationApprovals, OperationRegistry],
})
export class OperationsModule {}
