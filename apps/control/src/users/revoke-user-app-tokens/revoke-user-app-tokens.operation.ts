import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { covers, identifier } from '#contracts/fields';
import { decideRevokeUserAppTokens, type OrgState } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import { OperationRegistry } from '../../operations/operation-registry.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import { bodyOf, RevocationOperationKind } from '../../operations/revocation-operation.kind.js';
import { RevokeUserAppTokensCommand } from './revoke-user-app-tokens.command.js';

const ParametersSchema = z.strictObject({ userId: identifier, clientId: identifier, covers });
type Parameters = z.output<typeof ParametersSchema>;

/** Revoking everything that a user holds of one app, as an operation. */
@Injectable()
export class RevokeUserAppTokensOperation extends RevocationOperationKind<Parameters> {
  readonly type = 'revoke-user-app-tokens';
  readonly schema = ParametersSchema;

  constructor(
    registry: OperationRegistry,
    private readonly bus: CommandBus,
  ) {
    super();
    registry.register(this);
  }

  wouldHappen(org: OrgState, { parameters, reason }: Operation<Parameters>): boolean {
    // It always does something, or throws.
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
