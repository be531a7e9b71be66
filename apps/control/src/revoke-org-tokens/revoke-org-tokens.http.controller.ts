import { Body, Controller, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { RevokeOrgTokensRequestSchema, type RevokeOrgTokensRequest } from '#contracts';
import {
  accepted,
  type CommandMeta,
  Meta,
  PermissionGuard,
  PositionTokens,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { DescribeCommand } from '../openapi/describe.decorator.js';
import { PreferWaitInterceptor } from '../prefer-wait/prefer-wait.interceptor.js';
import { RevokeOrgTokensCommand } from './revoke-org-tokens.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('organization')
export class RevokeOrgTokensHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post('revoke')
  @RequirePermission('tokens:revoke')
  @DescribeCommand('Revoke all tokens of the organisation', RevokeOrgTokensRequestSchema)
  async revoke(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RevokeOrgTokensRequestSchema)) body: RevokeOrgTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(
      new RevokeOrgTokensCommand(meta, body.covers, body.reason),
    );
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
