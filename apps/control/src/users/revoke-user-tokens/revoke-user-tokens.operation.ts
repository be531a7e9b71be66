import { Injectable } from '@nestjs/common';
import { covers, identifier } from '#contracts/fields';
import { decideRevokeUserTokens, type OrgState } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import { bodyOf, RevocationOperationKind } from '../../operations/revocation-operation.kind.js';
import { RevokeUserTokensCommand } from './revoke-user-tokens.command.js';

const ParametersSchema = z.strictObject({ userId: identifier, covers });
type Parameters = z.output<typeof ParametersSchema>;

/** Revokes everything that a user holds, as an operation. */
@Injectable()
export class RevokeUserTokensOperation extends RevocationOperationKind<Parameters> {
  readonly type = 'revoke-user-tokens';
  readonly schema = ParametersSchema;

  wouldHappen(org: OrgState, { parameters, reason }: Operation<Parameters>): boolean {
    // This decider throws or decides. It never finds that there is nothing to do.
    decideRevokeUserTokens(org, { ...parameters, reason });
    return true;
  }

  count(tokens: TokenCounter, { userId }: Parameters): Promise<void> {
    return tokens.addOfUser(userId);
  }

  async execute(meta: CommandMeta, { parameters, reason }: Operation<Parameters>): Promise<Execution> {
    const { userId, covers } = parameters;
    return { acceptance: await this.bus.execute(new RevokeUserTokensCommand(meta, userId, covers, reason)) };
  }

  request(operation: Operation<Parameters>): OperationRequest {
    const { userId } = operation.parameters;
    return { operation: `POST /users/${encodeURIComponent(userId)}/revoke`, body: bodyOf(operation) };
  }

  protected nameOf({ userId }: Parameters): string {
    return `the user ${userId}`;
  }
}
