import { Delete, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type TokenQuery, TokenQuerySchema } from '../../inventory/token-query.schema.js';
import type { TokenKind } from '#domain';
import {
  type CommandMeta,
  DescribeQueryParameters,
  Meta,
  type Principal,
  ProblemException,
  RequirePermission,
  Runtime,
  ZodValidationPipe,
} from '#platform';
import { requireToken } from '../../tokens/require-token.js';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { CallingUser } from '../calling-user.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RevokeTokenCommand } from '../../tokens/revoke-token/revoke-token.command.js';

const COVERS: readonly TokenKind[] = ['access', 'refresh'];

@CommandController('connected-apps')
export class DisconnectTokenHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Delete('tokens/:token_id')
  @RequirePermission('connected-apps:manage')
  @DescribeCommand(
    'Revoke a token that an app got for the caller; with a refresh token, also the tokens that came from it',
  )
  @DescribeQueryParameters(TokenQuerySchema)
  async revoke(
    @Meta() meta: CommandMeta,
    @CallingUser() { orgId, id: userId }: Principal,
    @Param('token_id') tokenId: string,
    @Query(new ZodValidationPipe(TokenQuerySchema)) { iss }: TokenQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const token = await requireToken(this.runtime, orgId, tokenId, iss);
    // The same answer as for an unknown token, so that nobody learns whether another user's token exists.
    if (token.userId !== userId)
      throw new ProblemException('TOKEN_NOT_FOUND', { detail: 'There is no such token.' });
    const own = { ...meta, priority: 'normal' } as const;
    return this.commands.accept(reply, new RevokeTokenCommand(own, tokenId, token.iss, COVERS, undefined));
  }
}
