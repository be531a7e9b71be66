import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { appSettingsOf } from '../app-settings.schema.js';
import { clientMetadataOf } from '../client-metadata.schema.js';
import {
  type ClientRegistrationRequest,
  ClientRegistrationRequestSchema,
  type ClientRegistrationResponse,
  ClientRegistrationResponseSchema,
} from './register-app.http.schema.js';
import {
  Caller,
  type CommandMeta,
  Meta,
  type Principal,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RegisterAppCommand } from './register-app.command.js';

@CommandController('apps')
export class RegisterAppHttpController {
  constructor(private readonly commands: Commands) {}

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
    @Body(new ZodValidationPipe(ClientRegistrationRequestSchema))
    { installed, ...body }: ClientRegistrationRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClientRegistrationResponse> {
    const app = await this.commands.execute(
      new RegisterAppCommand(meta, clientMetadataOf(body), caller.scopes, installed),
    );
    this.commands.created(reply, meta, {
      location: `/apps/${app.clientId}`,
      position: app.position,
      secret: true,
    });
    const secret =
      app.clientSecret === null ? {} : { client_secret: app.clientSecret, client_secret_expires_at: 0 };
    return {
      client_id: app.clientId,
      client_id_issued_at: app.issuedAt,
      ...secret,
      ...appSettingsOf(app.metadata),
      installed,
    };
  }
}
