import { Get, Param } from '@nestjs/common';
import { type RevocationResource, RevocationResourceSchema } from '../revocation.schema.js';
import { Caller, type Principal, ProblemException, RequirePermission, Runtime } from '#platform';
import { getRefresh, getRevocation } from '#read-models';
import { PositionTokens } from '#decision-log';
import { QueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { revocationResources } from '../revocation-resource.js';

@QueryController('revocations')
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
    const docs = found === null ? [] : [found.doc];
    const [resource] = await revocationResources(this.runtime, this.positions, orgId, docs);
    if (resource === undefined)
      throw new ProblemException('REVOCATION_NOT_FOUND', { detail: 'There is no such revocation.' });
    const refresh = await getRefresh(this.runtime.storage.readModels, orgId, id);
    const { done = 0, finishedAt = null } = refresh?.doc ?? {};
    return { ...resource, refreshed: { done, finished_at: finishedAt } };
  }
}
