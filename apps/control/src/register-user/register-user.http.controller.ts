import { Body, Controller, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { type RegisterUserRequest, RegisterUserRequestSchema, RegisterUserResponseSchema } from '#contracts';
import {
  Caller,
  type CommandMeta,
  Meta,
  PermissionGuard,
  PositionTokens,
  type Principal,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { DescribeCommand } from '../openapi/describe.decorator.js';
import { PreferWaitInterceptor } from '../prefer-wait/prefer-wait.interceptor.js';
import { RegisterUserCommand } from './register-user.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('users')
export class RegisterUserHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post()
  @RequirePermission('users:manage')
  @DescribeCommand('Register a user', RegisterUserRequestSchema, RegisterUserResponseSchema)
  async register(
    @Meta() meta: CommandMeta,
    @Caller() caller: Principal,
    @Body(new ZodValidationPipe(RegisterUserRequestSchema)) body: RegisterUserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = new RegisterUserCommand(
      meta,
      body.username,
      body.password,
      body.permissions ?? [],
      caller.scopes,
    );
    const user = await this.commands.execute(command);
    reply
      .status(201)
      .header('location', `/users/${user.userId}`)
      .header('rescind-position', this.positions.issue(meta.orgId, user.position));
    return { user_id: user.userId, username: body.username, permissions: body.permissions ?? [] };
  }
}
