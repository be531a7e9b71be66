import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { ClientRegistrationResponseSchema } from '#contracts';
import { isBlocked } from '#domain';
import {
  Caller,
  PermissionGuard,
  type Principal,
  ProblemException,
  RequirePermission,
  Runtime,
} from '#platform';
import { DescribeQuery } from '../openapi/describe.decorator.js';

const AppSchema = ClientRegistrationResponseSchema.omit({
  client_secret: true,
  client_secret_expires_at: true,
}).extend({ blocked: z.boolean() });

@UseGuards(PermissionGuard)
@Controller('apps')
export class GetAppHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':client_id')
  @RequirePermission('usage:read')
  @DescribeQuery('An app, by its RFC 7591 metadata', AppSchema, { position: false })
  get(@Caller() { orgId }: Principal, @Param('client_id') clientId: string) {
    const org = this.runtime.decisions.org(orgId);
    const app = org?.apps.get(clientId);
    if (org === undefined || app === undefined)
      throw new ProblemException('APP_NOT_FOUND', { detail: 'There is no such app.' });
    const issuedAt = Math.floor(app.registeredAtMs / 1000);
    return {
      client_id: clientId,
      client_id_issued_at: issuedAt,
      ...app.metadata,
      blocked: isBlocked(org.revocations, clientId),
    };
  }
}
