import { Get, Query } from '@nestjs/common';
import { type IssuerList, IssuerListSchema } from './list-issuers.http.schema.js';
import { type PagingQuery, PagingQuerySchema } from '../../http/paging.schema.js';
import { type ForeignIssuerState, formatIsoTime } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { foldPage } from '../../http/fold-page.js';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@FoldQueryController('issuers')
export class ListIssuersHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('issuers:manage')
  @DescribeQuery('The foreign issuers of the organisation, by iss', IssuerListSchema, {
    query: PagingQuerySchema,
  })
  list(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(PagingQuerySchema)) paging: PagingQuery,
  ): IssuerList {
    const known: ReadonlyMap<string, ForeignIssuerState> =
      this.runtime.decisions.org(orgId)?.foreignIssuers ?? new Map<string, never>();
    const registered = [...known.values()].filter((issuer) => issuer.isRegistered);
    const { ids, next } = foldPage(
      registered.map(({ iss }) => iss),
      'issuers',
      paging,
    );
    const issuers = ids.flatMap((iss) => known.get(iss) ?? []).map(rowOf);
    return { issuers, ...(next === undefined ? {} : { nextCursor: next }) };
  }
}

function rowOf(issuer: ForeignIssuerState): IssuerList['issuers'][number] {
  return {
    iss: issuer.iss,
    jwks_uri: issuer.jwksUri,
    algorithms: [...issuer.algorithms],
    clock_tolerance: issuer.toleranceMs / 1000,
    max_token_lifetime: issuer.maxLifetimeMs / 1000,
    jti_carries_time: issuer.jtiCarriesTime,
    ...(issuer.reporters === undefined ? {} : { reporters: [...issuer.reporters] }),
    registered_at: formatIsoTime(issuer.registeredAtMs),
  };
}
