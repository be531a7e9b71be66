import { Body, Param, Put, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type ChangeAppSettingsRequest,
  ChangeAppSettingsRequestSchema,
  type ChangeAppSettingsResponse,
  ChangeAppSettingsResponseSchema,
} from './change-app-settings.http.schema.js';
import { clientMetadataOf } from '../client-metadata.schema.js';
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
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeIfMatch, IfMatch } from '../../http/if-match.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { ChangeAppSettingsCommand } from './change-app-settings.command.js';

const DESCRIPTION =
  'Replaces the whole registration: a field that is left out is removed, or gets its default. The scope may name only permissions that ' +
  'the caller holds, or that it named before. A public app that becomes one that authenticates gets a new secret, which only this ' +
  'answer shows. An app that becomes public no longer needs its secret.';

@CommandController('apps')
export class ChangeAppSettingsHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly runtime: Runtime,
  ) {}

  @Put(':client_id/settings')
  @RequirePermission('apps:manage')
  @DescribeCommand(
    'Change the settings of an app',
    ChangeAppSettingsRequestSchema,
    undefined,
    ChangeAppSettingsResponseSchema,
  )
  @DescribeIfMatch()
  @ApiOperation({ description: DESCRIPTION })
  async change(
    @Meta() meta: CommandMeta,
    @Caller() { scopes }: Principal,
    @Param('client_id') clientId: string,
    @IfMatch() basedOn: number | null,
    @Body(new ZodValidationPipe(ChangeAppSettingsRequestSchema))
    { reason, ...body }: ChangeAppSettingsRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChangeAppSettingsResponse> {
    const change = { clientId, metadata: clientMetadataOf(body), callerScopes: scopes, basedOn, reason };
    const { acceptance, clientSecret } = await this.commands.execute(
      new ChangeAppSettingsCommand(meta, change),
    );
    const answer = accepted(reply, this.runtime.positions, meta.orgId, acceptance);
    if (clientSecret === null) return answer;
    reply.header('cache-control', 'no-store');
    return { ...answer, client_secret: clientSecret, client_secret_expires_at: 0 };
  }
}
