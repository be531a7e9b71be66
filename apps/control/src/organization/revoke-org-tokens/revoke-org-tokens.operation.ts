import { Injectable } from '@nestjs/common';
import { covers } from '#contracts/fields';
import { decideRevokeOrgTokens, type OrgState } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import type { BulkOperation, Description } from '../../operations/bulk-operation.kind.js';
import { listed } from '../../operations/descriptions.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import { bodyOf, RevocationOperationKind } from '../../operations/revocation-operation.kind.js';
import { RevokeOrgTokensCommand } from './revoke-org-tokens.command.js';

const ParametersSchema = z.strictObject({ covers });
type Parameters = z.output<typeof ParametersSchema>;

/** Revokes everything of the organisation, as an operation. It needs a confirmation. */
@Injectable()
export class RevokeOrgTokensOperation extends RevocationOperationKind<Parameters> {
  readonly type = 'revoke-org-tokens';
  readonly schema = ParametersSchema;

  wouldHappen(org: OrgState, { parameters, reason }: Operation<Parameters>): boolean {
    // This decider throws or decides. It never finds that there is nothing to do.
    decideRevokeOrgTokens(org, { ...parameters, reason });
    return true;
  }

  count(tokens: TokenCounter): Promise<void> {
    return tokens.addOfOrg();
  }

  async execute(meta: CommandMeta, { parameters, reason }: Operation<Parameters>): Promise<Execution> {
    return {
      acceptance: await this.bus.execute(new RevokeOrgTokensCommand(meta, parameters.covers, reason)),
    };
  }

  request(operation: Operation<Parameters>): OperationRequest {
    return { operation: 'POST /organization/revoke', body: bodyOf(operation) };
  }

  override needsConfirmation(): boolean {
    return true;
  }

  override describe(operation: BulkOperation<Parameters>): Description {
    const covered = listed(operation.parameters.covers);
    return {
      ...super.describe(operation),
      warning: `This cannot be undone. Every app and every user of the organisation loses its ${covered} at once, including you.`,
    };
  }

  protected nameOf(): string {
    return 'the organisation';
  }
}
