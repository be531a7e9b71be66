import { Get, Query } from '@nestjs/common';
import { type TokenList, TokenListSchema } from '../../inventory/token-resource.schema.js';
import { type TokensQuery, TokensQuerySchema } from './list-tokens.http.schema.js';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { JudgedQueryController } from '../../http/controller.decorator.js';
import { revokeAsAdministrator, tokenList } from '../../inventory/token-resources.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { selectionOf } from './token-selection.js';

@JudgedQueryController('tokens')
export class ListTokensHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('usage:read')
  @DescribeQuery(
    'The tokens of the organisation, the newest first; with `client_id` alone, by user, and the newest first within each user',
    TokenListSchema,
    {
      query: TokensQuerySchema,
    },
  )
  async list(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(TokensQuerySchema)) query: TokensQuery,
  ): Promise<TokenList> {
    const select = selectionOf(query);
    const page = await select(this.runtime.storage.readModels, orgId, {
      limit: query.limit,
      after: query.cursor,
    });
    return tokenList(this.runtime, orgId, page, revokeAsAdministrator);
  }
}
