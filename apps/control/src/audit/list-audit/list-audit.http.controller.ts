import { Get, Query } from '@nestjs/common';
import {
  type AuditList,
  AuditListSchema,
  type AuditQuery,
  AuditQuerySchema,
} from './list-audit.http.schema.js';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { listAudit } from '#read-models';
import { PositionTokens } from '#decision-log';
import { QueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { auditEntry, auditFilter } from '../audit-entry.js';

@QueryController('audit')
export class ListAuditHttpController {
  constructor(
    private readonly runtime: Runtime,
    private readonly positions: PositionTokens,
  ) {}

  @Get()
  @RequirePermission('audit:read')
  @DescribeQuery('Every decision: who, what, when and why; the newest first', AuditListSchema, {
    query: AuditQuerySchema,
  })
  async list(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(AuditQuerySchema)) { limit, cursor, ...filters }: AuditQuery,
  ): Promise<AuditList> {
    const page = await listAudit(this.runtime.storage.readModels, orgId, {
      ...auditFilter(filters),
      limit,
      after: cursor,
    });
    return {
      entries: page.items.map(({ doc }) => auditEntry(doc, this.positions)),
      ...(page.next === undefined ? {} : { nextCursor: page.next }),
    };
  }
}
