import { Get, Param } from '@nestjs/common';
import {
  type PropagationResource,
  PropagationResourceSchema,
} from '../../http/propagation/propagation.schema.js';
import { Caller, type Principal, ProblemException, RequirePermission } from '#platform';
import { QueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { PropagationReader } from '../../http/propagation/propagation.reader.js';

@QueryController('revocations')
export class GetPropagationHttpController {
  constructor(private readonly propagation: PropagationReader) {}

  @Get(':id/propagation')
  @RequirePermission('usage:read')
  @DescribeQuery(
    'How far a revocation has come: the edges that apply it, and how long that took',
    PropagationResourceSchema,
  )
  async get(@Caller() { orgId }: Principal, @Param('id') id: string): Promise<PropagationResource> {
    const found = await this.propagation.read(orgId, id);
    if (found === null)
      throw new ProblemException('REVOCATION_NOT_FOUND', { detail: 'There is no such revocation.' });
    return found;
  }
}
