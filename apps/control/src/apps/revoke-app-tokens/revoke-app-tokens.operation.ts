import { Injectable } from '@nestjs/common';
import { covers, identifier } from '#contracts/fields';
import { decideRevokeAppTokens, type OrgState } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import { bodyOf, RevocationOperationKind } from '../../operations/revocation-operation.kind.js';
import { RevokeAppTokensCommand } from './revoke-app-tokens.command.js';

const ParametersSchema = z.strictObject({ clientId: identifier, covers });
type Parameters = z.output<typeof ParametersSchema>;

/** Revokes everything that an app holds, as an operation. */
@Injectable()
export class RevokeAppTokensOperation extends RevocationOperationKind<Parameters> {
  readonly type = 'revoke-app-tokens';
  readonly schema = ParametersSchema;

  wouldHappen(org: OrgState, { parameters, reason }: Operation<Parameters>): boolean {
    // This decider throws or decides. It never finds that there is nothing to do.
    decideRevokeAppTokens(org, { ...parameters, reason });
    return true;
  }

  count(tokens: TokenCounter, { clientId }: Parameters): Promise<void> {
    return tokens.addOfApp(clientId);
  }

  async execute(meta: CommandMeta, { parameters, reason }: Operation<Parameters>): Promise<Execution> {
    const { clientId, covers } = parameters;
    return { acceptance: await this.bus.execute(new RevokeAppTokensCommand(meta, clientId, covers, reason)) };
  }

  request(operation: Operation<Parameters>): OperationRequest {
    const { clientId } = operation.parameters;
    return { operation: `POST /apps/${encodeURIComponent(clientId)}/revoke`, body: bodyOf(operation) };
  }

  protected nameOf({ clientId }: Parameters): string {
    return `the app ${clientId}`;
  }
}
