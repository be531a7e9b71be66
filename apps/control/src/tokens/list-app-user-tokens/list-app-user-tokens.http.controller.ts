import { Get, Param, Query } from '@nestjs/common';
import { type PagingQuery, PagingQuerySchema } from '../../http/paging.schema.js';
import { type TokenList, TokenListSchema } from '../../inventory/token-resource.schema.js';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { listTokens } from '#read-models';
import { requireApp } from '../../apps/require-app.js';
import { JudgedQueryController } from '../../http/controller.decorator.js';
import { requireUser } from '../../inventory/require-user.js';
import { revokeAsAdministrator, tokenList } from '../../inventory/token-resources.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@JudgedQueryController('apps')
export class ListAppUserTokensHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':client_id/users/:user_id/tokens')
  @RequirePermission('usage:read')
  @DescribeQuery('The tokens that an app got for a user, the newest first', TokenListSchema, {
    query: PagingQuerySchema,
  })
  async list(
    @Caller() { orgId }: Principal,
    @Param('client_id') clientId: string,
    @Param('user_id') userId: string,
    @Query(new ZodValidationPipe(PagingQuerySchema)) { limit, cursor }: PagingQuery,
  ): Promise<TokenList> {
    const { runtime } = this;
    await requireApp(runtime, orgId, clientId);
    await requireUser(runtime, orgId, userId);
    const page = await listTokens(runtime.storage.readModels, orgId, clientId, userId, {
      limit,
      after: cursor,
    });
    return tokenList(runtime, orgId, page, revokeAsAdministrator);
  }
}
