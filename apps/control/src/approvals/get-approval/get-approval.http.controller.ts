import { Get, Param } from '@nestjs/common';
import { type Approval, ApprovalSchema } from '../approval.schema.js';
import { DomainError } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime } from '#platform';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { OperationRegistry } from '../../operations/operation-registry.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { approvalResource } from '../approval-resource.js';

@FoldQueryController('approvals')
export class GetApprovalHttpController {
  constructor(
    private readonly runtime: Runtime,
    private readonly operations: OperationRegistry,
  ) {}

  @Get(':approval_id')
  @RequirePermission('approvals:give')
  @DescribeQuery('What somebody asked approval for', ApprovalSchema)
  get(@Caller() { orgId }: Principal, @Param('approval_id') approvalId: string): Approval {
    const approval = this.runtime.decisions.org(orgId)?.approvals.get(approvalId);
    if (approval === undefined) throw new DomainError('APPROVAL_NOT_FOUND');
    return approvalResource(this.operations, approval, this.runtime.ambient.now());
  }
}
