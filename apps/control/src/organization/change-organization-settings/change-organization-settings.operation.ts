import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type ChangeOrgSettings, decideChangeOrgSettings, GRANT_TYPES, type OrgState } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import { OperationRegistry } from '../../operations/operation-registry.js';
import type {
  Execution,
  Operation,
  OperationKind,
  OperationRequest,
} from '../../operations/operation.kind.js';
import { ChangeOrganizationSettingsCommand } from './change-organization-settings.command.js';

const ParametersSchema = z.strictObject({
  settings: z.strictObject({
    allowedGrantTypes: z.array(z.enum(GRANT_TYPES)).optional(),
    apiClientAllowlisting: z.boolean().optional(),
    approvalThreshold: z.int().min(0).nullable().optional(),
  }),
  /** The revision of the settings that the change is about; `null`, whichever it is, where nobody has to approve it. */
  revision: z.int().nullable(),
});
type Parameters = z.output<typeof ParametersSchema>;

/** A change of the organisation's settings, as an operation: one that loosens the approval threshold waits for a second person. */
@Injectable()
export class ChangeOrganizationSettingsOperation implements OperationKind<Parameters> {
  readonly type = 'change-organization-settings';
  readonly permission = 'settings:manage';
  readonly schema = ParametersSchema;

  constructor(
    registry: OperationRegistry,
    private readonly bus: CommandBus,
  ) {
    registry.register(this);
  }

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
    const { allowedGrantTypes, approvalThreshold } = settings;
    return {
      operation: 'PATCH /organization/settings',
      body: {
        ...(allowedGrantTypes === undefined ? {} : { allowed_grant_types: allowedGrantTypes }),
        ...(approvalThreshold === undefined ? {} : { approval_threshold: approvalThreshold }),
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
