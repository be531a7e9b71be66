import { Get, Query } from '@nestjs/common';
import { type PagingQuery, PagingQuerySchema } from '../../http/paging.schema.js';
import { type RevocationList, RevocationListSchema } from './list-revocations.http.schema.js';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { listRevocations } from '#read-models';
import { PositionTokens } from '#decision-log';
import { revocationResources } from '../revocation-resource.js';
import { QueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@QueryController('revocations')
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
    const docs = page.items.map(({ doc }) => doc);
    const revocations = await revocationResources(this.runtime, this.positions, orgId, docs);
    return { revocations, ...(page.next === undefined ? {} : { nextCursor: page.next }) };
  }
}
