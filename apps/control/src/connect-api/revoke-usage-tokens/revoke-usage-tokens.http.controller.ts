import { Delete, HttpCode, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type OperationAccepted, type OperationPreview } from '../../operations/operation.schema.js';
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
import { OperationAnswers } from '../../operations/operation-answers.js';
import type { BulkOperation } from '../../operations/bulk-operation.kind.js';
import { RevokeAppTokensOperation } from '../../apps/revoke-app-tokens/revoke-app-tokens.operation.js';
import { RevokeUserAppTokensOperation } from '../../users/revoke-user-app-tokens/revoke-user-app-tokens.operation.js';
import { requireApp } from '../../apps/require-app.js';
import { requireToken } from '../../tokens/require-token.js';
import { Commands } from '../../http/commands.js';
import { DescribeDeletion } from '../../http/describe.decorator.js';
import { RevokeTokenCommand } from '../../tokens/revoke-token/revoke-token.command.js';
import { ConnectCommandController } from '../connect-paths.js';

const COVERS: TokenKind[] = ['access', 'refresh'];

/**
 * The deletions of the Connect API. They run the same commands as the native routes, and answer 204, or 202 if the command waits for
 * approval.
 */
@ConnectCommandController()
export class RevokeUsageTokensHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly answers: OperationAnswers,
    private readonly revokeApp: RevokeAppTokensOperation,
    private readonly revokeUserAtApp: RevokeUserAppTokensOperation,
    private readonly runtime: Runtime,
  ) {}

  // Declared first, so that it takes precedence over `:app/tokens` for the path `tokens/tokens`.
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
    return this.delete(reply, meta, this.revokeApp.of({ clientId, covers: COVERS }, undefined));
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
    return this.delete(reply, meta, this.revokeUserAtApp.of({ userId, clientId, covers: COVERS }, undefined));
  }

  private async delete(
    reply: FastifyReply,
    meta: CommandMeta,
    operation: BulkOperation,
  ): Promise<OperationAccepted | OperationPreview | undefined> {
    const answer = await this.answers.answer(reply, meta, operation);
    if ('status' in answer && answer.status === 'approval-required') return answer;
    reply.status(204);
    return undefined;
  }
}
