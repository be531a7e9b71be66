import { Global, Module } from '@nestjs/common';
import { BulkAnswers } from './bulk-answers.js';
import { BulkApprovals } from './bulk-approvals.js';
import { BulkCommands } from './bulk-commands.js';
import { BulkExecutor } from './bulk-executor.js';
import { BulkPreviews } from './bulk-previews.js';

/** What an operation passes through before it happens: preview, confirmation, second person. */
@Global()
@Module({
  providers: [BulkAnswers, BulkApprovals, BulkCommands, BulkExecutor, BulkPreviews],
  exports: [BulkAnswers, BulkApprovals, BulkExecutor],
})
export class OperationsModule {}
