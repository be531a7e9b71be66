import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { covers, identifier } from '#contracts/fields';
import { decideRevokeAppTokens, type OrgState } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import { OperationRegistry } from '../../operations/operation-registry.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import { bodyOf, RevocationOperationKind } from '../../operations/revocation-operation.kind.js';
import { RevokeAppTokensCommand } from './revoke-app-tokens.command.js';

const ParametersSchema = z.strictObject({ clientId: identifier, covers });
type Parameters = z.output<typeof ParametersSchema>;

/** Revoking everything that an app holds, as an operation. */
@Injectable()
export class RevokeAppTokensOperation extends RevocationOperationKind<Parameters> {
  readonly type = 'revoke-app-tokens';
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
