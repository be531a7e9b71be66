import { Body, Param, Post, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type OperationPreview } from '../../operations/operation.schema.js';
import {
  type UninstallAppRequest,
  UninstallAppRequestSchema,
  type UninstallAppResponse,
  UninstallAppResponseSchema,
} from './uninstall-app.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { OperationAnswers } from '../../operations/operation-answers.js';
import { DescribeBulkOperation } from '../../operations/describe-bulk-operation.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';
import { uninstallParts } from './uninstall-parts.js';
import { UninstallAppOperation } from './uninstall-app.operation.js';

const DESCRIPTION =
  'Ends the tokens, grants and sessions of the app, and its policy and preauthorizations; leaves its registration, its blocks and its ' +
  'usage history. With `user_id`, it ends the tokens, grants and sessions of that user alone, and leaves the rest. What was ended ' +
  'stays ended when the app is installed again.';

@CommandController('apps')
export class UninstallAppHttpController {
  constructor(
    private readonly answers: OperationAnswers,
    private readonly operation: UninstallAppOperation,
  ) {}

  @Post(':client_id/uninstall')
  @RequirePermission('apps:install')
  @DescribeBulkOperation(
    'Uninstall an app, for everybody or for one user',
    UninstallAppRequestSchema,
    UninstallAppResponseSchema,
  )
  @ApiOperation({ description: DESCRIPTION })
  async uninstall(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(UninstallAppRequestSchema)) body: UninstallAppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationPreview | UninstallAppResponse> {
    const { user_id: userId } = body;
    const operation = this.operation.of(
      { clientId, ...(userId === undefined ? {} : { userId }) },
      body.reason,
    );
    const answer = await this.answers.answer(reply, meta, operation, body);
    if (!('status' in answer)) return answer;
    const whom = userId === undefined ? 'everybody' : 'user';
    return { ...answer, ...uninstallParts(answer.status === 'accepted' ? whom : 'nobody') };
  }
}
