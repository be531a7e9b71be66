import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import { type PagingQuery, PagingQuerySchema, type RevocationList, RevocationListSchema } from '#contracts';
import {
  Caller,
  PermissionGuard,
  PositionTokens,
  type Principal,
  RequirePermission,
  Runtime,
  ZodValidationPipe,
} from '#platform';
import { listRevocations } from '#read-models';
import { revocationResource } from '../get-revocation/revocation-resource.js';
import { DescribeQuery } from '../openapi/describe.decorator.js';
import { PositionInterceptor } from '../read-your-writes/position.interceptor.js';

@UseGuards(PermissionGuard)
@Controller('revocations')
@UseInterceptors(PositionInterceptor)
export class ListRevocationsHttpController {
  constructor(
    private readonly runtime: Runtime,
    private readonly positions: PositionTokens,
  ) {}

  @Get()
  @RequirePermission('usage:read')
  @DescribeQuery('The revocations of the organisation, the newest first', RevocationListSchema, {
    query: PagingQuerySchema,
  })
  async list(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(PagingQuerySchema)) { limit, cursor }: PagingQuery,
  ): Promise<RevocationList> {
    const page = await listRevocations(this.runtime.storage.readModels, orgId, { limit, after: cursor });
    const revocations = page.items.map(({ doc }) => revocationResource(doc, this.positions));
    return { revocations, ...(page.next === undefined ? {} : { nextCursor: page.next }) };
  }
}
