import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';
import { z } from 'zod';
import type { TokenCounter } from '../../inventory/token-counter.js';
import {
  type BulkOperation,
  BulkOperationKind,
  type Description,
} from '../../operations/bulk-operation.kind.js';
import { OperationRegistry } from '../../operations/operation-registry.js';
import type { Execution, Operation, OperationRequest } from '../../operations/operation.kind.js';
import type { Coverage } from '../../operations/operation.schema.js';
import { RotateSigningKeysCommand } from './rotate-signing-keys.command.js';

const ParametersSchema = z.strictObject({ mode: z.enum(['graceful', 'revoke']) });
type Parameters = z.output<typeof ParametersSchema>;

const GRACEFUL: Description = {
  covered: 'Nothing: what older keys signed stays good until it expires.',
  leaves: { description: 'Everything.', commands: [] },
  warning: 'Nothing is revoked.',
};

const REVOKE: Description = {
  covered: 'Every JWT access token that the issuer of the organisation has signed so far.',
  leaves: {
    description:
      'Refresh tokens and grants, sign-in sessions, and opaque tokens: with them, new tokens are issued.',
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
    'This cannot be undone. Every app of the organisation loses its access tokens at once, and so does the one that you are calling with.',
};

/** Rotating the signing keys, as an operation: one that revokes needs a confirmation, and may have to wait for a second person. */
@Injectable()
export class RotateSigningKeysOperation extends BulkOperationKind<Parameters> {
  readonly type = 'rotate-signing-keys';
  readonly permission = 'keys:rotate';
  readonly schema = ParametersSchema;
  override readonly formats: Coverage['formats'] = ['JWT'];

  constructor(
    registry: OperationRegistry,
    private readonly bus: CommandBus,
  ) {
    super();
    registry.register(this);
  }

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
    // Of a rotation that is answered again, the log only knows that it was one.
    return { acceptance: { ...acceptance, revokes: mode === 'revoke' } };
  }

  request({ parameters: { mode }, reason }: Operation<Parameters>): OperationRequest {
    return { operation: 'POST /keys/rotate', body: { mode, ...(reason === undefined ? {} : { reason }) } };
  }

  describe({ parameters: { mode } }: BulkOperation<Parameters>): Description {
    return mode === 'revoke' ? REVOKE : GRACEFUL;
  }
}
