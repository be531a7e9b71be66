import { Body, Param, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type SwitchAllowlistingRequest,
  SwitchAllowlistingRequestSchema,
  type SwitchAllowlistingResponse,
  SwitchAllowlistingResponseSchema,
} from '#contracts';
import {
  accepted,
  Caller,
  type CommandMeta,
  Meta,
  type Principal,
  RequirePermission,
  Runtime,
  ZodValidationPipe,
} from '#platform';
import { Commands } from '../http/commands.js';
import { CommandController } from '../http/controller.decorator.js';
import { DescribeCommand } from '../openapi/describe.decorator.js';
import { SwitchAllowlistingCommand } from './switch-allowlisting.command.js';

@CommandController('organizations')
export class SwitchAllowlistingHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Put(':org_id/allowlisting')
  @RequirePermission('platform:operate')
  @DescribeCommand(
    'Switch API client allowlisting of an organisation; on, it revokes what apps hold that are not on the list',
    SwitchAllowlistingRequestSchema,
    undefined,
    SwitchAllowlistingResponseSchema,
  )
  async switch(
    @Meta() meta: CommandMeta,
    @Caller() caller: Principal,
    @Param('org_id') orgId: string,
    @Body(new ZodValidationPipe(SwitchAllowlistingRequestSchema)) body: SwitchAllowlistingRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SwitchAllowlistingResponse> {
    const command = new SwitchAllowlistingCommand(
      this.metaIn(orgId, meta),
      body.enabled,
      body.reason,
      caller.orgId === orgId ? caller.clientId : null,
    );
    const { acceptance, revokedApps } = await this.commands.execute(command);
    return {
      ...accepted(reply, this.runtime.positions, orgId, acceptance),
      revoked_apps: revokedApps,
    };
  }

  /** The key is the caller's, the fact the other organisation's: used for two of them, it must not make one fact of both. */
  private metaIn(orgId: string, { factId, ...meta }: CommandMeta): CommandMeta {
    if (factId === undefined) return { ...meta, orgId };
    return { ...meta, orgId, factId: this.runtime.ring.digest(JSON.stringify([factId, orgId])) };
  }
}
