import { Get, Param, Query, UseInterceptors } from '@nestjs/common';
import {
  type AppOAuthUsageToken,
  type AppOAuthUsageTokenCollection,
  AppOAuthUsageTokenCollectionSchema,
} from './list-usage-tokens.http.schema.js';
import { type UsagePageQuery, UsagePageQuerySchema } from '../usage-page.schema.js';
import type { OrgState, TokenDoc } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { getApp, listTokens } from '#read-models';
import { requireApp } from '../../apps/require-app.js';
import {
  type ActivePageOptions,
  activeTokensPage,
  type TokenPages,
} from '../../inventory/active-tokens-page.js';
import { issuerQuery } from '../../inventory/issuer-query.js';
import { orgOf } from '../../inventory/org-of.js';
import { FoldPositionInterceptor } from '../../http/read-your-writes/fold-position.interceptor.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { ConnectBase, ConnectQueryController } from '../connect-paths.js';
import { usagePage } from '../usage-page.js';
import { namesOf } from '../../inventory/user-names.js';

@ConnectQueryController()
@UseInterceptors(FoldPositionInterceptor)
export class ListUsageTokensHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':app/:user/tokens')
  @RequirePermission('usage:read')
  @DescribeQuery('The active tokens that an app holds for a user', AppOAuthUsageTokenCollectionSchema, {
    query: UsagePageQuerySchema,
  })
  async list(
    @Caller() { orgId }: Principal,
    @ConnectBase() base: string,
    @Param('app') clientId: string,
    @Param('user') userId: string,
    @Query(new ZodValidationPipe(UsagePageQuerySchema)) query: UsagePageQuery,
  ): Promise<AppOAuthUsageTokenCollection> {
    await requireApp(this.runtime, orgId, clientId);
    const { readModels } = this.runtime.storage;
    const path = `${base}/${encodeURIComponent(clientId)}/${encodeURIComponent(userId)}/tokens`;
    const org = orgOf(this.runtime, orgId);
    const nowMs = this.runtime.ambient.now();
    const all: TokenPages = (options) => listTokens(readModels, orgId, clientId, userId, options);
    const active = (options: ActivePageOptions) => activeTokensPage(org, all, options, nowMs);
    const page = await usagePage(path, query, active, (number, size) =>
      active({ limit: size, skip: number * size }),
    );
    const app = await getApp(readModels, orgId, clientId);
    const names = await namesOf(this.runtime, orgId, [userId]);
    const developerName = app?.doc.name ?? clientId;
    const tokens = page.docs.map((token) =>
      rowOf(token, developerName, names.get(userId) ?? null, base, org),
    );
    return { tokens, ...page.urls };
  }
}

function rowOf(
  token: TokenDoc,
  appDeveloperName: string,
  username: string | null,
  base: string,
  org: OrgState,
): AppOAuthUsageToken {
  const issuedAt = token.issuedAt ?? '';
  return {
    // The format is that of the access token: for a refresh token's row, a JWT.
    accessTokenFormat: token.kind === 'refresh' ? 'JWT' : (token.format ?? 'JWT'),
    appDeveloperName,
    appIdentifier: token.clientId ?? '',
    initialConnectionAt: issuedAt,
    lastUsedAt: token.lastUsedAt ?? issuedAt,
    revocationUrl: `${base}/tokens/${encodeURIComponent(token.tokenId)}${issuerQuery(org, token.iss)}`,
    useCount: token.kind === 'refresh' ? token.useCount : 1,
    userIdentifier: token.userId ?? '',
    username,
  };
}
