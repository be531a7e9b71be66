import { Get, Param, Query } from '@nestjs/common';
import { type PagingQuery, PagingQuerySchema } from '../../http/paging.schema.js';
import { type TokenList, TokenListSchema } from '../../inventory/token-resource.schema.js';
import { type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { listTokens } from '#read-models';
import { JudgedQueryController } from '../../http/controller.decorator.js';
import { requireConnectedApp } from '../../inventory/require-user.js';
import { revokeAsOwner, tokenList } from '../../inventory/token-resources.js';
import { CallingUser } from '../calling-user.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@JudgedQueryController('connected-apps')
export class ListConnectedAppTokensHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':client_id/tokens')
  @RequirePermission('connected-apps:manage')
  @DescribeQuery('The tokens that an app got for the caller, the newest first', TokenListSchema, {
    query: PagingQuerySchema,
  })
  async list(
    @CallingUser() { orgId, id: userId }: Principal,
    @Param('client_id') clientId: string,
    @Query(new ZodValidationPipe(PagingQuerySchema)) { limit, cursor }: PagingQuery,
  ): Promise<TokenList> {
    const { runtime } = this;
    await requireConnectedApp(runtime, orgId, clientId, userId);
    const page = await listTokens(runtime.storage.readModels, orgId, clientId, userId, {
      limit,
      after: cursor,
    });
    return tokenList(runtime, orgId, page, revokeAsOwner);
  }
}
