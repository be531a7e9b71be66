import { Body, Patch, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type ChangeOrganizationSettingsRequest, ChangeOrganizationSettingsRequestSchema } from '#contracts';
import type { OrgSettings } from '#domain';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../http/commands.js';
import { CommandController } from '../http/controller.decorator.js';
import { DescribeIfMatch, IfMatch } from '../http/if-match.js';
import { DescribeCommand } from '../openapi/describe.decorator.js';
import { ChangeOrganizationSettingsCommand } from './change-organization-settings.command.js';

@CommandController('organization')
export class ChangeOrganizationSettingsHttpController {
  constructor(private readonly commands: Commands) {}

  @Patch('settings')
  @RequirePermission('settings:manage')
  @DescribeCommand('Change settings of the organisation', ChangeOrganizationSettingsRequestSchema)
  @DescribeIfMatch()
  change(
    @Meta() meta: CommandMeta,
    @IfMatch() basedOn: number | null,
    @Body(new ZodValidationPipe(ChangeOrganizationSettingsRequestSchema))
    body: ChangeOrganizationSettingsRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = new ChangeOrganizationSettingsCommand(meta, settingsOf(body), basedOn, body.reason);
    return this.commands.accept(reply, command);
  }
}

/** Those that are named. */
function settingsOf(body: ChangeOrganizationSettingsRequest): Partial<OrgSettings> {
  const {
    allowed_grant_types: allowedGrantTypes,
    approval_threshold: approvalThreshold,
    api_client_allowlisting: apiClientAllowlisting,
  } = body;
  return {
    ...(allowedGrantTypes === undefined ? {} : { allowedGrantTypes }),
    ...(approvalThreshold === undefined ? {} : { approvalThreshold }),
    ...(apiClientAllowlisting === undefined ? {} : { apiClientAllowlisting }),
  };
}
