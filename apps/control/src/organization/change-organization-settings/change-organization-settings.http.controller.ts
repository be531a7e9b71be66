import { Body, Patch, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApprovableAcceptedSchema } from '../../operations/operation.schema.js';
import {
  type ChangeOrganizationSettingsRequest,
  ChangeOrganizationSettingsRequestSchema,
  orgSettingsOf,
} from './change-organization-settings.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { OperationAnswers } from '../../operations/operation-answers.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeIfMatch, IfMatch } from '../../http/if-match.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { SettingsChanges } from './settings-changes.js';

const DESCRIPTION =
  'While an `approval_threshold` is set, a change that raises it or switches it off waits for the approval of a second person, with all ' +
  'settings that it names. The answer is then 202 with `status: approval-required`, and `Location` is the page of the request for ' +
  'approval. The change is carried out only if the settings still have the revision for which it was requested.';

@CommandController('organization')
export class ChangeOrganizationSettingsHttpController {
  constructor(
    private readonly changes: SettingsChanges,
    private readonly answers: OperationAnswers,
  ) {}

  @Patch('settings')
  @RequirePermission('settings:manage')
  @DescribeCommand(
    'Change settings of the organisation',
    ChangeOrganizationSettingsRequestSchema,
    undefined,
    ApprovableAcceptedSchema,
  )
  @DescribeIfMatch()
  @ApiOperation({ description: DESCRIPTION })
  async change(
    @Meta() meta: CommandMeta,
    @IfMatch() basedOn: number | null,
    @Body(new ZodValidationPipe(ChangeOrganizationSettingsRequestSchema))
    { reason, ...body }: ChangeOrganizationSettingsRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const change = { settings: orgSettingsOf(body), basedOn, reason };
    return this.answers.write(reply, meta.orgId, await this.changes.submit(meta, change));
  }
}
