import { Injectable } from '@nestjs/common';
import { identifier } from '#contracts/fields';
import { decideBlockApp, type OrgState, TOKEN_KINDS, type TokenKind } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import {
  type BulkOperation,
  BulkOperationKind,
  type Description,
  type NothingToDo,
} from '../../operations/bulk-operation.kind.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import { BlockAppCommand } from './block-app.command.js';

const ParametersSchema = z.strictObject({ clientId: identifier });
type Parameters = z.output<typeof ParametersSchema>;

/** Blocks an app, as an operation that can be previewed. Blocking is for emergencies, so it never waits for a second person. */
@Injectable()
export class BlockAppOperation extends BulkOperationKind<Parameters> {
  readonly type = 'block-app';
  readonly permission = 'apps:block';
  readonly schema = ParametersSchema;

  covers(): readonly TokenKind[] {
    return TOKEN_KINDS;
  }

  override mayNeedApproval(): boolean {
    return false;
  }

  wouldHappen(org: OrgState, { parameters: { clientId }, reason }: Operation<Parameters>): boolean {
    return decideBlockApp(org, { clientId, blockId: 'preview', reason }) !== null;
  }

  count(tokens: TokenCounter, { clientId }: Parameters): Promise<void> {
    return tokens.addOfApp(clientId);
  }

  async execute(
    meta: CommandMeta,
    { parameters: { clientId }, reason }: Operation<Parameters>,
  ): Promise<Execution> {
    return { acceptance: await this.bus.execute(new BlockAppCommand(meta, clientId, reason)) };
  }

  request({ parameters: { clientId }, reason }: Operation<Parameters>): OperationRequest {
    const operation = `POST /apps/${encodeURIComponent(clientId)}/block`;
    return { operation, body: reason === undefined ? {} : { reason } };
  }

  describe({ parameters: { clientId } }: BulkOperation<Parameters>): Description {
    return {
      covered: `Everything that the app ${clientId} holds, and every token that it asks for until it is unblocked.`,
      leaves: {
        description: 'Sign-in sessions, because they span apps, and what other apps hold.',
        commands: [{ what: 'Sign-in sessions', operation: 'POST /sessions/{sid}/revoke' }],
      },
      warning:
        'The app loses everything at once and gets no tokens until it is unblocked. Unblocking does not give back what it lost.',
    };
  }

  override describeNothing(): NothingToDo {
    return { because: ': the app is blocked already', instead: [] };
  }
}
