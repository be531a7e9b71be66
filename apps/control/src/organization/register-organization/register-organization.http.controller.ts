import { Body, Controller, Post, Res, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import {
  type RegisterOrganizationRequest,
  RegisterOrganizationRequestSchema,
  type RegisterOrganizationResponse,
  RegisterOrganizationResponseSchema,
} from './register-organization.http.schema.js';
import { type CommandMeta, Meta, PermissionGuard, RequirePermission, ZodValidationPipe } from '#platform';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RegisterOrganizationCommand } from './register-organization.command.js';

@UseGuards(PermissionGuard)
@Controller('organizations')
export class RegisterOrganizationHttpController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @RequirePermission('platform:operate')
  @DescribeCommand(
    'Register an organisation, with an issuer and a service client of its own',
    RegisterOrganizationRequestSchema,
    RegisterOrganizationResponseSchema,
  )
  async register(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RegisterOrganizationRequestSchema)) body: RegisterOrganizationRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegisterOrganizationResponse> {
    const org = await this.commands.execute(new RegisterOrganizationCommand(meta, body.org_id, body.name));
    reply.status(201).header('cache-control', 'no-store');
    return {
      org_id: org.orgId,
      name: org.name,
      issuer: org.issuer,
      client_id: org.clientId,
      client_secret: org.clientSecret,
      client_secret_expires_at: 0,
    };
  }
}
