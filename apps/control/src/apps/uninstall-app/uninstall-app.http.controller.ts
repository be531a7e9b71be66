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
  'Ends the tokens, grants and sessions of the app, its policy and its preauthorizations. Its registration, its blocks and its usage ' +
  'history stay. With `user_id`, it ends only the tokens, grants and sessions that the app holds for that user. Installing the app ' +
  'again does not bring back what ended.';

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
