import { Injectable } from '@nestjs/common';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import {
  type BulkOperation,
  BulkOperationKind,
  type Description,
} from '../../operations/bulk-operation.kind.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import type { Coverage } from '../../operations/operation.schema.js';
import { RotateSigningKeysCommand } from './rotate-signing-keys.command.js';

const ParametersSchema = z.strictObject({ mode: z.enum(['graceful', 'revoke']) });
type Parameters = z.output<typeof ParametersSchema>;

const GRACEFUL: Description = {
  covered: 'Nothing: tokens that older keys signed stay valid until they expire.',
  leaves: { description: 'Everything.', commands: [] },
  warning: 'Nothing is revoked.',
};

const REVOKE: Description = {
  covered: 'Every JWT access token that the issuer of the organisation has signed so far.',
  leaves: {
    description:
      'Refresh tokens and grants, sign-in sessions, and opaque tokens. Refresh tokens and sessions can still be used to get new tokens.',
    commands: [
      {
        what: 'Refresh tokens and grants',
        operation: 'POST /organization/revoke',
        body: { covers: ['refresh'] },
      },
      { what: 'Sign-in sessions', operation: 'POST /organization/revoke', body: { covers: ['session'] } },
      { what: 'Opaque access tokens', operation: 'POST /organization/revoke', body: { covers: ['access'] } },
    ],
  },
  warning:
    'This cannot be undone. Every app of the organisation loses its access tokens at once, including the app that you are calling with.',
};

/** Rotates the signing keys, as an operation. The mode `revoke` needs a confirmation, and may have to wait for a second person. */
@Injectable()
export class RotateSigningKeysOperation extends BulkOperationKind<Parameters> {
  readonly type = 'rotate-signing-keys';
  readonly permission = 'keys:rotate';
  readonly schema = ParametersSchema;
  override readonly formats: Coverage['formats'] = ['JWT'];

  covers({ mode }: Parameters): readonly TokenKind[] {
    return mode === 'revoke' ? ['access'] : [];
  }

  override needsConfirmation({ mode }: Parameters): boolean {
    return mode === 'revoke';
  }

  override mayNeedApproval({ mode }: Parameters): boolean {
    return mode === 'revoke';
  }

  wouldHappen(): boolean {
    return true;
  }

  async count(tokens: TokenCounter, { mode }: Parameters): Promise<void> {
    if (mode === 'revoke') await tokens.addSigned();
  }

  async execute(
    meta: CommandMeta,
    { parameters: { mode }, reason }: Operation<Parameters>,
  ): Promise<Execution> {
    const acceptance = await this.bus.execute(new RotateSigningKeysCommand(meta, mode, reason));
    // When a request is repeated, the log only knows that the keys were rotated, and not in which mode.
    return { acceptance: { ...acceptance, revokes: mode === 'revoke' } };
  }

  request({ parameters: { mode }, reason }: Operation<Parameters>): OperationRequest {
    return { operation: 'POST /keys/rotate', body: { mode, ...(reason === undefined ? {} : { reason }) } };
  }

  describe({ parameters: { mode } }: BulkOperation<Parameters>): Description {
    return mode === 'revoke' ? REVOKE : GRACEFUL;
  }
}
