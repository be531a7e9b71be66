import { Body, Controller, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import {
  clientMetadataOf,
  type ClientRegistrationRequest,
  ClientRegistrationRequestSchema,
  ClientRegistrationResponseSchema,
} from '#contracts';
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
import { RegisterAppCommand } from './register-app.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('apps')
export class RegisterAppHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post()
  @RequirePermission('apps:manage')
  @DescribeCommand(
    'Register an app (RFC 7591)',
    ClientRegistrationRequestSchema,
    ClientRegistrationResponseSchema,
  )
  async register(
    @Meta() meta: CommandMeta,
    @Caller() caller: Principal,
    @Body(new ZodValidationPipe(ClientRegistrationRequestSchema)) body: ClientRegistrationRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const app = await this.commands.execute(
      new RegisterAppCommand(meta, clientMetadataOf(body), caller.scopes),
    );
    reply
      .status(201)
      .header('location', `/apps/${app.clientId}`)
      .header('cache-control', 'no-store')
      .header('rescind-position', this.positions.issue(meta.orgId, app.position));
    const secret =
      app.clientSecret === null ? {} : { client_secret: app.clientSecret, client_secret_expires_at: 0 };
    return { client_id: app.clientId, client_id_issued_at: app.issuedAt, ...secret, ...app.metadata };
  }
}
