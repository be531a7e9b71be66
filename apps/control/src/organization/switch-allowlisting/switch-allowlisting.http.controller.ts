import { Body, Param, Put, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type SwitchAllowlistingPreview,
  SwitchAllowlistingPreviewSchema,
  type SwitchAllowlistingRequest,
  SwitchAllowlistingRequestSchema,
  type SwitchAllowlistingResponse,
  SwitchAllowlistingResponseSchema,
} from './switch-allowlisting.http.schema.js';
import {
  accepted,
  Caller,
  type CommandMeta,
  Meta,
  openApiSchema,
  type Principal,
  RequirePermission,
  Runtime,
  ZodValidationPipe,
} from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { notAllowlistedResource } from './not-allowlisted.js';
import { SwitchAllowlistingCommand } from './switch-allowlisting.command.js';

const DESCRIPTION =
  'While the allowlist is on, it blocks every app that is not on it, including the organisation’s own service clients and consoles. ' +
  'Preview with `dry_run` first. Before you switch it on, install the apps in `administrators_blocked`, with preauthorized users only.';

@CommandController('organizations')
export class SwitchAllowlistingHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Put(':org_id/allowlisting')
  @RequirePermission('platform:operate')
  @DescribeCommand(
    'Switch API client allowlisting of an organisation; switching it on revokes what apps hold that are not on the list',
    SwitchAllowlistingRequestSchema,
    undefined,
    SwitchAllowlistingResponseSchema,
  )
  @ApiOperation({ description: DESCRIPTION })
  @ApiResponse({
    status: 200,
    description: 'A preview, if `dry_run` asks for it: nothing was done.',
    schema: openApiSchema(SwitchAllowlistingPreviewSchema, 'output'),
  })
  async switch(
    @Meta() meta: CommandMeta,
    @Caller() caller: Principal,
    @Param('org_id') orgId: string,
    @Body(new ZodValidationPipe(SwitchAllowlistingRequestSchema)) body: SwitchAllowlistingRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SwitchAllowlistingPreview | SwitchAllowlistingResponse> {
    const command = new SwitchAllowlistingCommand(
      this.metaIn(orgId, meta),
      body.enabled,
      body.reason,
      caller.orgId === orgId ? caller.clientId : null,
      body.dry_run ?? false,
    );
    const { acceptance, revoked } = await this.commands.execute(command);
    const effect = notAllowlistedResource(revoked);
    if (acceptance !== null)
      return { ...accepted(reply, this.runtime.positions, orgId, acceptance), ...effect };
    reply.status(200).header('cache-control', 'no-store');
    return effect;
  }

  /**
   * The `Idempotency-Key` is the caller's, but the fact belongs to the organisation that is switched. If the caller uses one key for two
   * organisations, each must get a fact of its own.
   */
  private metaIn(orgId: string, { factId, ...meta }: CommandMeta): CommandMeta {
    if (factId === undefined) return { ...meta, orgId };
    return { ...meta, orgId, factId: this.runtime.ring.digest(JSON.stringify([factId, orgId])) };
  }
}
