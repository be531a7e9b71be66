import { Get, Param, Query } from '@nestjs/common';
import { type TokenQuery, TokenQuerySchema } from '../../inventory/token-query.schema.js';
import { type TokenResource, TokenResourceSchema } from '../../inventory/token-resource.schema.js';
import {
  Caller,
  type Principal,
  ProblemException,
  RequirePermission,
  Runtime,
  ZodValidationPipe,
} from '#platform';
import { JudgedQueryController } from '../../http/controller.decorator.js';
import { revokeAsAdministrator, tokenResources } from '../../inventory/token-resources.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { requireToken } from '../require-token.js';

@JudgedQueryController('tokens')
export class GetTokenHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':token_id')
  @RequirePermission('usage:read')
  @DescribeQuery(
    'A token: whose it is, whether it is still good, and how to revoke it',
    TokenResourceSchema,
    {
      query: TokenQuerySchema,
    },
  )
  async get(
    @Caller() { orgId }: Principal,
    @Param('token_id') tokenId: string,
    @Query(new ZodValidationPipe(TokenQuerySchema)) { iss }: TokenQuery,
  ): Promise<TokenResource> {
    const token = await requireToken(this.runtime, orgId, tokenId, iss);
    const [resource] = await tokenResources(this.runtime, orgId, [token], revokeAsAdministrator);
    if (resource === undefined) throw new ProblemException('TOKEN_NOT_FOUND');
    return resource;
  }
}
