import { Body, Post, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  REPORT_LIMIT,
  type ReportTokensRequest,
  ReportTokensRequestSchema,
  type ReportTokensResponse,
  ReportTokensResponseSchema,
} from './report-tokens.http.schema.js';
import {
  accepted,
  Caller,
  type CommandMeta,
  Meta,
  type Principal,
  ProblemException,
  RequirePermission,
  Runtime,
  ZodValidationPipe,
} from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { ReportTokensCommand } from './report-tokens.command.js';

const DESCRIPTION =
  'A report has the claims of JWT access tokens, never their text. Reports can be repeated and can overlap: the first report of a token ' +
  'counts. Lists show only tokens that were reported or issued here. A token that is not listed can still be revoked by its id. ' +
  'A report needs no `Idempotency-Key`, and ignores it.';

@CommandController('issuers')
export class ReportTokensHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Post('tokens')
  @RequirePermission('tokens:report')
  @DescribeCommand(
    `Report at most ${String(REPORT_LIMIT)} access tokens of a registered foreign issuer`,
    ReportTokensRequestSchema,
    undefined,
    ReportTokensResponseSchema,
  )
  @ApiOperation({ description: DESCRIPTION })
  async report(
    @Meta() meta: CommandMeta,
    @Caller() caller: Principal,
    @Body(new ZodValidationPipe(ReportTokensRequestSchema)) { iss, tokens }: ReportTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReportTokensResponse> {
    if (tokens.length > REPORT_LIMIT) {
      throw new ProblemException('BULK_TOO_LARGE', {
        detail: `A report has at most ${String(REPORT_LIMIT)} tokens.`,
        members: { limit: REPORT_LIMIT },
      });
    }
    const command = new ReportTokensCommand(meta, caller.clientId, iss, tokens);
    const { acceptance, reported, known, expired, newClientIds } = await this.commands.execute(command);
    const answer = accepted(reply, this.runtime.positions, meta.orgId, acceptance);
    return { ...answer, reported, known, expired, new_client_ids: [...newClientIds] };
  }
}
