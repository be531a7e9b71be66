import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type RegisterUserRequest,
  RegisterUserRequestSchema,
  RegisterUserResponseSchema,
} from './register-user.http.schema.js';
import {
  Caller,
  type CommandMeta,
  Meta,
  type Principal,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { chosenPermissions } from '../chosen-permissions.js';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RegisterUserCommand } from './register-user.command.js';

@CommandController('users')
export class RegisterUserHttpController {
  constructor(private readonly commands: Commands) {}

  @Post()
  @RequirePermission('users:manage')
  @DescribeCommand('Register a user', RegisterUserRequestSchema, RegisterUserResponseSchema)
  async register(
    @Meta() meta: CommandMeta,
    @Caller() caller: Principal,
    @Body(new ZodValidationPipe(RegisterUserRequestSchema)) body: RegisterUserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const permissions = chosenPermissions(body);
    const command = new RegisterUserCommand(
      meta,
      body.username,
      body.password,
      permissions,
      caller.scopes,
      body.reason,
    );
    const user = await this.commands.execute(command);
    this.commands.created(reply, meta, {
      location: `/users/${user.userId}`,
      position: user.position,
      secret: false,
    });
    return { user_id: user.userId, username: body.username, permissions: [...permissions] };
  }
}
