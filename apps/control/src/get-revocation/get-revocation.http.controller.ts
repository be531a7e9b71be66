import { Controller, Get, Param, UseGuards, UseInterceptors } from '@nestjs/common';
import { type RevocationResource, RevocationResourceSchema } from '#contracts';
import {
  Caller,
  PermissionGuard,
  PositionTokens,
  type Principal,
  ProblemException,
  RequirePermission,
  Runtime,
} from '#platform';
import { getRevocation } from '#read-models';
import { DescribeQuery } from '../openapi/describe.decorator.js';
import { PositionInterceptor } from '../read-your-writes/position.interceptor.js';
import { revocationResource } from './revocation-resource.js';

@UseGuards(PermissionGuard)
@Controller('revocations')
@UseInterceptors(PositionInterceptor)
export class GetRevocationHttpController {
  constructor(
    private readonly runtime: Runtime,
    private readonly positions: PositionTokens,
  ) {}

  @Get(':id')
  @RequirePermission('usage:read')
  @DescribeQuery('A revocation: who, why, when, and what it covers', RevocationResourceSchema)
  async get(@Caller() { orgId }: Principal, @Param('id') id: string): Promise<RevocationResource> {
    const found = await getRevocation(this.runtime.storage.readModels, orgId, id);
    if (found === null)
      throw new ProblemException('REVOCATION_NOT_FOUND', { detail: 'There is no such revocation.' });
    return revocationResource(found.doc, this.positions);
  }
}
