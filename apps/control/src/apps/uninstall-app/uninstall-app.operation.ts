import { Injectable } from '@nestjs/common';
import { identifier } from '#contracts/fields';
import { decideUninstallApp, type OrgState, TOKEN_KINDS, type TokenKind } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import {
  type BulkOperation,
  BulkOperationKind,
  type Description,
  type NothingToDo,
} from '../../operations/bulk-operation.kind.js';
import { listed } from '../../operations/descriptions.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import { UninstallAppCommand } from './uninstall-app.command.js';

const ParametersSchema = z.strictObject({ clientId: identifier, userId: identifier.optional() });
type Parameters = z.output<typeof ParametersSchema>;

/** Uninstalls an app, for everybody or for one user, as an operation. */
@Injectable()
export class UninstallAppOperation extends BulkOperationKind<Parameters> {
  readonly type = 'uninstall-app';
  readonly permission = 'apps:install';
  readonly schema = ParametersSchema;

  covers(): readonly TokenKind[] {
    return TOKEN_KINDS;
  }

  wouldHappen(org: OrgState, { parameters, reason }: Operation<Parameters>): boolean {
    return decideUninstallApp(org, { ...parameters, reason }) !== null;
  }

  count(tokens: TokenCounter, { clientId, userId }: Parameters): Promise<void> {
    return userId === undefined ? tokens.addOfApp(clientId) : tokens.addOfUserAtApp(userId, clientId);
  }

  async execute(meta: CommandMeta, { parameters, reason }: Operation<Parameters>): Promise<Execution> {
    return { acceptance: await this.bus.execute(new UninstallAppCommand(meta, { ...parameters, reason })) };
  }

  request({ parameters: { clientId, userId }, reason }: Operation<Parameters>): OperationRequest {
    return {
      operation: `POST /apps/${encodeURIComponent(clientId)}/uninstall`,
      body: {
        ...(userId === undefined ? {} : { user_id: userId }),
        ...(reason === undefined ? {} : { reason }),
      },
    };
  }

  describe({ parameters: { clientId, userId } }: BulkOperation<Parameters>): Description {
    const held = `All ${listed(TOKEN_KINDS)} of`;
    const isForAll = userId === undefined;
    return {
      covered: isForAll
        ? `${held} the app ${clientId}, its policy and its preauthorizations.`
        : `${held} the user ${userId} at the app ${clientId}.`,
      leaves: {
        description: isForAll
          ? 'The registration of the app, its blocks and its usage history. It gets no tokens until it is installed again.'
          : 'What the app holds for other users, its policy and its preauthorizations.',
        commands: [],
      },
      warning: 'What the app holds ends. Installing it again does not bring that back.',
    };
  }

  override describeNothing({ parameters: { clientId, userId } }: BulkOperation<Parameters>): NothingToDo {
    if (userId === undefined) return { because: ': the app is not installed', instead: [] };
    const path = `/users/${encodeURIComponent(userId)}/apps/${encodeURIComponent(clientId)}/revoke`;
    return {
      because: ': the app is not installed for that user in particular',
      instead: [{ what: 'What the app holds for the user', operation: `POST ${path}` }],
    };
  }
}
