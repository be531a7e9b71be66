import { Delete, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { TokenKind } from '#domain';
import { type CommandMeta, Meta, type Principal, RequirePermission, Runtime } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { requireConnectedApp } from '../../inventory/require-user.js';
import { CallingUser } from '../calling-user.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RevokeUserAppTokensCommand } from '../../users/revoke-user-app-tokens/revoke-user-app-tokens.command.js';

/** What an app holds for a user. A sign-in session spans apps, so it stays. */
const COVERS: readonly TokenKind[] = ['access', 'refresh'];

@CommandController('connected-apps')
export class DisconnectAppHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Delete(':client_id')
  @RequirePermission('connected-apps:manage')
  @DescribeCommand('Disconnect an app: revoke everything that it holds for the caller')
  async disconnect(
    @Meta() meta: CommandMeta,
    @CallingUser() { orgId, id: userId }: Principal,
    @Param('client_id') clientId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await requireConnectedApp(this.runtime, orgId, clientId, userId);
    const own = { ...meta, priority: 'normal' } as const;
    return this.commands.accept(
      reply,
      new RevokeUserAppTokensCommand(own, userId, clientId, COVERS, undefined),
    );
  }
}
