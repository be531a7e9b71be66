import { Body, Param, Put, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  appPolicyOf,
  type ChangeAppPolicyRequest,
  ChangeAppPolicyRequestSchema,
  type ChangeAppPolicyResponse,
  ChangeAppPolicyResponseSchema,
} from './change-app-policy.http.schema.js';
import { accepted, type CommandMeta, Meta, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeIfMatch, IfMatch } from '../../http/if-match.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { ChangeAppPolicyCommand } from './change-app-policy.command.js';

const DESCRIPTION =
  'Replaces the whole policy. It applies from the next token or refresh on. With `apply_to_existing`, a second decision also revokes the ' +
  'tokens, grants and sessions of the app; `revocation` in the answer describes it. If that second decision fails, ' +
  'a retry with the same `Idempotency-Key` completes it.';

@CommandController('apps')
export class ChangeAppPolicyHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Put(':client_id/policy')
  @RequirePermission('apps:policy')
  @DescribeCommand(
    'Change the policy of an app',
    ChangeAppPolicyRequestSchema,
    undefined,
    ChangeAppPolicyResponseSchema,
  )
  @DescribeIfMatch()
  @ApiOperation({ description: DESCRIPTION })
  async change(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @IfMatch() basedOn: number | null,
    @Body(new ZodValidationPipe(ChangeAppPolicyRequestSchema)) body: ChangeAppPolicyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChangeAppPolicyResponse> {
    const change = { clientId, policy: appPolicyOf(body), basedOn, reason: body.reason };
    const { acceptance, revocation } = await this.commands.execute(
      new ChangeAppPolicyCommand(meta, change, body.apply_to_existing),
    );
    const { positions } = this.runtime;
    const answer = accepted(reply, positions, meta.orgId, acceptance);
    if (revocation === null) return answer;
    // The revocation comes later in the log, so a caller that waits for its position sees both decisions.
    const revoked = accepted(reply, positions, meta.orgId, revocation);
    return { ...answer, position: revoked.position, revocation: revoked };
  }
}
