import { Injectable } from '@nestjs/common';
import { covers, identifier } from '#contracts/fields';
import { decideRevokeUserAppTokens, type OrgState } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import { bodyOf, RevocationOperationKind } from '../../operations/revocation-operation.kind.js';
import { RevokeUserAppTokensCommand } from './revoke-user-app-tokens.command.js';

const ParametersSchema = z.strictObject({ userId: identifier, clientId: identifier, covers });
type Parameters = z.output<typeof ParametersSchema>;

/** Revokes everything that one app holds for a user, as an operation. */
@Injectable()
export class RevokeUserAppTokensOperation extends RevocationOperationKind<Parameters> {
  readonly type = 'revoke-user-app-tokens';
  readonly schema = ParametersSchema;

  wouldHappen(org: OrgState, { parameters, reason }: Operation<Parameters>): boolean {
    // This decider throws or decides. It never finds that there is nothing to do.
    decideRevokeUserAppTokens(org, { ...parameters, reason });
    return true;
  }

  count(tokens: TokenCounter, { userId, clientId }: Parameters): Promise<void> {
    return tokens.addOfUserAtApp(userId, clientId);
  }

  async execute(meta: CommandMeta, { parameters, reason }: Operation<Parameters>): Promise<Execution> {
    const { userId, clientId, covers } = parameters;
    return {
      acceptance: await this.bus.execute(
        new RevokeUserAppTokensCommand(meta, userId, clientId, covers, reason),
      ),
    };
  }

  request(operation: Operation<Parameters>): OperationRequest {
    const { userId, clientId } = operation.parameters;
    const path = `/users/${encodeURIComponent(userId)}/apps/${encodeURIComponent(clientId)}/revoke`;
    return { operation: `POST ${path}`, body: bodyOf(operation) };
  }

  protected nameOf({ userId, clientId }: Parameters): string {
    return `the user ${userId} at the app ${clientId}`;
  }
}
