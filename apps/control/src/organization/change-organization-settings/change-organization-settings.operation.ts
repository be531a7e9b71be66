import { Injectable } from '@nestjs/common';
import { type ChangeOrgSettings, decideChangeOrgSettings, GRANT_TYPES, type OrgState } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import { RegisteredOperationKind } from '../../operations/registered-operation.kind.js';
import { ChangeOrganizationSettingsCommand } from './change-organization-settings.command.js';

const ParametersSchema = z.strictObject({
  settings: z.strictObject({
    allowedGrantTypes: z.array(z.enum(GRANT_TYPES)).optional(),
    apiClientAllowlisting: z.boolean().optional(),
    approvalThreshold: z.int().min(0).nullable().optional(),
  }),
  revision: z.int(),
});

/** `revision`: that of the settings that are changed. `null`, for any revision, only if nobody has to approve the change. */
type Parameters = Omit<z.output<typeof ParametersSchema>, 'revision'> & { readonly revision: number | null };

/** Changes the organisation's settings, as an operation. A change that loosens the approval threshold waits for a second person. */
@Injectable()
export class ChangeOrganizationSettingsOperation extends RegisteredOperationKind<Parameters> {
  readonly type = 'change-organization-settings';
  readonly permission = 'settings:manage';
  /** An approval always names a revision. */
  readonly schema: z.ZodType<Parameters> = ParametersSchema;

  /** The operation that makes a change. */
  of({ settings, basedOn, reason }: ChangeOrgSettings): Operation {
    return { kind: this, parameters: { settings, revision: basedOn }, reason };
  }

  wouldHappen(org: OrgState, operation: Operation<Parameters>): boolean {
    return decideChangeOrgSettings(org, changeOf(operation)) !== null;
  }

  async execute(
    meta: CommandMeta,
    operation: Operation<Parameters>,
    isApproved: boolean,
  ): Promise<Execution> {
    const command = new ChangeOrganizationSettingsCommand(meta, changeOf(operation), isApproved);
    return { acceptance: await this.bus.execute(command) };
  }

  request({ parameters: { settings, revision }, reason }: Operation<Parameters>): OperationRequest {
    const { allowedGrantTypes, apiClientAllowlisting, approvalThreshold } = settings;
    return {
      operation: 'PATCH /organization/settings',
      body: {
        ...(allowedGrantTypes === undefined ? {} : { allowed_grant_types: allowedGrantTypes }),
        ...(approvalThreshold === undefined ? {} : { approval_threshold: approvalThreshold }),
        ...(apiClientAllowlisting === undefined ? {} : { api_client_allowlisting: apiClientAllowlisting }),
        ...(reason === undefined ? {} : { reason }),
        revision,
      },
    };
  }
}

function changeOf({ parameters: { settings, revision }, reason }: Operation<Parameters>): ChangeOrgSettings {
  const { allowedGrantTypes, apiClientAllowlisting, approvalThreshold } = settings;
  return {
    settings: {
      ...(allowedGrantTypes === undefined ? {} : { allowedGrantTypes }),
      ...(apiClientAllowlisting === undefined ? {} : { apiClientAllowlisting }),
      ...(approvalThreshold === undefined ? {} : { approvalThreshold }),
    },
    basedOn: revision,
    reason,
  };
}
