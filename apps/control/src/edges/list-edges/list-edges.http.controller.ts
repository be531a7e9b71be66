import { Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { type PagingQuery, PagingQuerySchema } from '../../http/paging.schema.js';
import type { EdgeDoc } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { listEdges } from '#read-models';
import { QueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

const EdgeListSchema = z.object({
  edges: z.array(
    z.object({
      edge_id: z.string(),
      name: z.string(),
      registered_at: z.string().nullable(),
      /** `generation:offset` of the last decision that it applies; `null` before its first receipt. */
      position: z.string().nullable(),
      last_seen_at: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().optional(),
});

@QueryController('edges')
export class ListEdgesHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('edges:manage')
  @DescribeQuery('The edges of the organisation, and how far each has come', EdgeListSchema, {
    query: PagingQuerySchema,
  })
  async list(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(PagingQuerySchema)) { limit, cursor }: PagingQuery,
  ): Promise<z.output<typeof EdgeListSchema>> {
    const page = await listEdges(this.runtime.storage.readModels, orgId, { limit, after: cursor });
    const edges = page.items.map(({ doc }) => rowOf(doc));
    return { edges, ...(page.next === undefined ? {} : { nextCursor: page.next }) };
  }
}

function rowOf({ edgeId, name, registeredAt, position, lastSeenAt }: EdgeDoc) {
  return {
    edge_id: edgeId,
    name: name ?? edgeId,
    registered_at: registeredAt,
    position,
    last_seen_at: lastSeenAt,
  };
}
