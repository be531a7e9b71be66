import { Delete, HttpCode, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type BulkAccepted, type BulkPreview } from '../../operations/operation.schema.js';
import { type TokenQuery, TokenQuerySchema } from '../../inventory/token-query.schema.js';
import type { TokenKind } from '#domain';
import {
  Caller,
  type CommandMeta,
  DescribeQueryParameters,
  Meta,
  type Principal,
  RequirePermission,
  Runtime,
  ZodValidationPipe,
} from '#platform';
import { BulkAnswers } from '../../operations/bulk-answers.js';
import { bulkOperation, type BulkTarget } from '../../operations/bulk-operation.js';
import { requireApp } from '../../apps/require-app.js';
import { requireToken } from '../../tokens/require-token.js';
import { Commands } from '../../http/commands.js';
import { DescribeDeletion } from '../../http/describe.decorator.js';
import { RevokeTokenCommand } from '../../tokens/revoke-token/revoke-token.command.js';
import { ConnectCommandController } from '../connect-paths.js';

const COVERS: readonly TokenKind[] = ['access', 'refresh'];

/**
 * The deletions of the Connect API: the same commands as the native routes, answered with 204; with 202 where the command waits
 * for approval.
 */
@ConnectCommandController()
export class RevokeUsageTokensHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly bulk: BulkAnswers,
    private readonly runtime: Runtime,
  ) {}

  // Stands first, and wins over an app that is called "tokens"; none can be.
  @Delete('tokens/:token')
  @HttpCode(204)
  @RequirePermission('tokens:revoke')
  @DescribeDeletion('Revoke one token')
  @DescribeQueryParameters(TokenQuerySchema)
  async token(
    @Meta() meta: CommandMeta,
    @Caller() { orgId }: Principal,
    @Param('token') tokenId: string,
    @Query(new ZodValidationPipe(TokenQuerySchema)) query: TokenQuery,
  ): Promise<void> {
    const { iss } = await requireToken(this.runtime, orgId, tokenId, query.iss);
    await this.commands.execute(new RevokeTokenCommand(meta, tokenId, iss, COVERS, undefined));
  }

  @Delete(':app/tokens')
  @HttpCode(204)
  @RequirePermission('tokens:revoke')
  @DescribeDeletion('Revoke all tokens of an app')
  app(
    @Meta() meta: CommandMeta,
    @Param('app') clientId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.delete(reply, meta, { type: 'app', clientId });
  }

  @Delete(':app/:user/tokens')
  @HttpCode(204)
  @RequirePermission('tokens:revoke')
  @DescribeDeletion('Revoke all tokens that an app holds for a user')
  async user(
    @Meta() meta: CommandMeta,
    @Caller() { orgId }: Principal,
    @Param('app') clientId: string,
    @Param('user') userId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await requireApp(this.runtime, orgId, clientId);
    return this.delete(reply, meta, { type: 'user-app', userId, clientId });
  }

  private async delete(
    reply: FastifyReply,
    meta: CommandMeta,
    target: BulkTarget,
  ): Promise<BulkAccepted | BulkPreview | undefined> {
    const answer = await this.bulk.answer(reply, meta, bulkOperation(target, { covers: COVERS }));
    if ('status' in answer && answer.status === 'approval-required') return answer;
    reply.status(204);
    return undefined;
  }
}
