import { Controller, Delete, HttpCode, Param, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { TokenKind } from '#domain';
import {
  Caller,
  type CommandMeta,
  Meta,
  PermissionGuard,
  type Principal,
  ProblemException,
  RequirePermission,
  Runtime,
} from '#platform';
import { getToken } from '#read-models';
import { requireApp } from '../get-app/require-app.js';
import { DescribeDeletion } from '../openapi/describe.decorator.js';
import { PreferWaitInterceptor } from '../prefer-wait/prefer-wait.interceptor.js';
import { RevokeAppTokensCommand } from '../revoke-app-tokens/revoke-app-tokens.command.js';
import { RevokeTokenCommand } from '../revoke-token/revoke-token.command.js';
import { RevokeUserAppTokensCommand } from '../revoke-user-app-tokens/revoke-user-app-tokens.command.js';

const COVERS: readonly TokenKind[] = ['access', 'refresh'];

/** The deletions of the Connect API: the same commands as the native routes, answered with 204. */
@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('apps/oauth/usage')
export class RevokeUsageTokensHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly runtime: Runtime,
  ) {}

  // Stands first, and wins over an app that is called "tokens"; none can be.
  @Delete('tokens/:token')
  @HttpCode(204)
  @RequirePermission('tokens:revoke')
  @DescribeDeletion('Revoke one token')
  async token(
    @Meta() meta: CommandMeta,
    @Caller() { orgId }: Principal,
    @Param('token') tokenId: string,
  ): Promise<void> {
    const token = await getToken(this.runtime.storage.readModels, orgId, tokenId);
    if (token?.doc.known !== true)
      throw new ProblemException('TOKEN_NOT_FOUND', { detail: 'There is no such token.' });
    await this.commands.execute(new RevokeTokenCommand(meta, tokenId, token.doc.iss, COVERS, undefined));
  }

  @Delete(':app/tokens')
  @HttpCode(204)
  @RequirePermission('tokens:revoke')
  @DescribeDeletion('Revoke all tokens of an app')
  async app(@Meta() meta: CommandMeta, @Param('app') clientId: string): Promise<void> {
    await this.commands.execute(new RevokeAppTokensCommand(meta, clientId, COVERS, undefined));
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
  ): Promise<void> {
    await requireApp(this.runtime, orgId, clientId);
    await this.commands.execute(new RevokeUserAppTokensCommand(meta, userId, clientId, COVERS, undefined));
  }
}
