import { Get, Query } from '@nestjs/common';
import {
  type ApprovalList,
  ApprovalListSchema,
  type ListApprovalsQuery,
  ListApprovalsQuerySchema,
} from './list-approvals.http.schema.js';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { foldPage } from '../../http/fold-page.js';
import { approvalResource, approvalStatus } from '../approval-resource.js';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { OperationRegistry } from '../../operations/operation-registry.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@FoldQueryController('approvals')
export class ListApprovalsHttpController {
  constructor(
    private readonly runtime: Runtime,
    private readonly operations: OperationRegistry,
  ) {}

  @Get()
  @RequirePermission('approvals:give')
  @DescribeQuery('What approval was asked for, the latest to expire first', ApprovalListSchema, {
    query: ListApprovalsQuerySchema,
  })
  list(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(ListApprovalsQuerySchema)) query: ListApprovalsQuery,
  ): ApprovalList {
    const nowMs = this.runtime.ambient.now();
    const { status } = query;
    const approvals = new Map(
      [...(this.runtime.decisions.org(orgId)?.approvals.values() ?? [])]
        .filter((approval) => status === undefined || approvalStatus(approval, nowMs) === status)
        .map((approval) => [newestFirst(approval.expiresAtMs, approval.approvalId), approval]),
    );
    const { ids, next } = foldPage(approvals.keys(), `approvals/${status ?? ''}`, query);
    const shown = ids.flatMap((id) => approvals.get(id) ?? []);
    return {
      approvals: shown.map((approval) => approvalResource(this.operations, approval, nowMs)),
      ...(next === undefined ? {} : { nextCursor: next }),
    };
  }
}

/** A key that sorts as text, with the latest `ms` first. */
function newestFirst(ms: number, id: string): string {
  return `${String(Number.MAX_SAFE_INTEGER - ms).padStart(16, '0')}/${id}`;
}
