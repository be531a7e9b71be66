import { Get } from '@nestjs/common';
import { type SessionEnd, SessionEndSchema } from './get-session-end.http.schema.js';
import { formatIsoTime } from '#domain';
import { Caller, type Principal, ProblemException, RequirePermission, Runtime } from '#platform';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@FoldQueryController('organization')
export class GetSessionEndHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get('session-end')
  @RequirePermission('settings:manage')
  @DescribeQuery('The announced end of all app sessions', SessionEndSchema)
  get(@Caller() { orgId }: Principal): SessionEnd {
    const announced = this.runtime.decisions.org(orgId)?.sessionEnd ?? null;
    if (announced === null)
      throw new ProblemException('SESSION_END_NOT_FOUND', { detail: 'No end of sessions is announced.' });
    const { atMs, covers, reason, announcedAtMs } = announced;
    return {
      at: formatIsoTime(atMs),
      covers: [...covers],
      reason,
      announced_at: formatIsoTime(announcedAtMs),
    };
  }
}
