import { Body, Controller, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { type RotateSigningKeysRequest, RotateSigningKeysRequestSchema } from '#contracts';
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
import { RotateSigningKeysCommand } from './rotate-signing-keys.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('keys')
export class RotateSigningKeysHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post('rotate')
  @RequirePermission('keys:rotate')
  @DescribeCommand(
    'Rotate the signing keys, gracefully or revoking what they signed',
    RotateSigningKeysRequestSchema,
  )
  async rotate(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RotateSigningKeysRequestSchema)) body: RotateSigningKeysRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(
      new RotateSigningKeysCommand(meta, body.mode, body.reason),
    );
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
