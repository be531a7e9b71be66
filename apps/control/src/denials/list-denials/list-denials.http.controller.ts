import { Get, Query } from '@nestjs/common';
import {
  type Denial,
  type DenialList,
  DenialListSchema,
  type DenialsQuery,
  DenialsQuerySchema,
} from './list-denials.http.schema.js';
import type { DenialDoc, OrgState } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { JudgedQueryController } from '../../http/controller.decorator.js';
import { appNameIn, orgOf } from '../../inventory/org-of.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { namesOf } from '../../inventory/user-names.js';
import { denialsPage } from './denials-page.js';

@JudgedQueryController('denials')
export class ListDenialsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('usage:read')
  @DescribeQuery(
    'Denied attempts to use apps: whose, why, how often, when and where; the latest first',
    DenialListSchema,
    { query: DenialsQuerySchema },
  )
  async list(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(DenialsQuerySchema)) query: DenialsQuery,
  ): Promise<DenialList> {
    const { denials, next } = await denialsPage(this.runtime.storage.readModels, orgId, query);
    const org = orgOf(this.runtime, orgId);
    const users = denials.flatMap(({ userId }) => userId ?? []);
    const names = await namesOf(this.runtime, orgId, users);
    return {
      denials: denials.map((denial) => rowOf(org, denial, names)),
      ...(next === undefined ? {} : { nextCursor: next }),
    };
  }
}

function rowOf(org: OrgState, denial: DenialDoc, names: ReadonlyMap<string, string | null>): Denial {
  const { clientId, userId, lastEdgeId } = denial;
  return {
    client_id: clientId,
    app_name: appNameIn(org, clientId),
    installed: org.apps.get(clientId)?.installed ?? false,
    user_id: userId,
    username: userId === null ? null : (names.get(userId) ?? null),
    reason: denial.reason,
    count: denial.count,
    first_at: denial.firstAt,
    last_at: denial.lastAt,
    where: [...denial.where],
    addresses: [...denial.addresses],
    last_edge:
      lastEdgeId === null ? null : { edge_id: lastEdgeId, name: org.edges.get(lastEdgeId)?.name ?? null },
  };
}
