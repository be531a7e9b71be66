import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type IssuerResource, IssuerSchema } from '../issuer.schema.js';
import { type RegisterIssuerRequest, RegisterIssuerRequestSchema } from './register-issuer.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RegisterIssuerCommand } from './register-issuer.command.js';

@CommandController('issuers')
export class RegisterIssuerHttpController {
  constructor(private readonly commands: Commands) {}

  @Post()
  @RequirePermission('issuers:manage')
  @DescribeCommand(
    'Register a foreign issuer, so that its tokens can be reported',
    RegisterIssuerRequestSchema,
    IssuerSchema,
  )
  async register(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RegisterIssuerRequestSchema)) body: RegisterIssuerRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IssuerResource> {
    const issuer = {
      iss: body.iss,
      jwksUri: body.jwks_uri,
      algorithms: body.algorithms,
      toleranceMs: body.clock_tolerance * 1000,
      maxLifetimeMs: body.max_token_lifetime * 1000,
      jtiCarriesTime: body.jti_carries_time,
      reporters: body.reporters,
    };
    const { position } = await this.commands.execute(new RegisterIssuerCommand(meta, issuer));
    this.commands.created(reply, meta, { location: '/issuers', position, secret: false });
    return body;
  }
}
