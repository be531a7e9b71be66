import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { ItemOutcome } from '#contracts';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';
import { BlockAppCommand } from '../block-app/block-app.command.js';
import { ChangeOrganizationSettingsCommand } from '../change-organization-settings/change-organization-settings.command.js';
import { RevokeAppTokensCommand } from '../revoke-app-tokens/revoke-app-tokens.command.js';
import { RevokeOrgTokensCommand } from '../revoke-org-tokens/revoke-org-tokens.command.js';
import { RevokeSelectionCommand } from '../revoke-selection/revoke-selection.command.js';
import { RevokeUserAppTokensCommand } from '../revoke-user-app-tokens/revoke-user-app-tokens.command.js';
import { RevokeUserTokensCommand } from '../revoke-user-tokens/revoke-user-tokens.command.js';
import { RotateSigningKeysCommand } from '../rotate-signing-keys/rotate-signing-keys.command.js';
import { UninstallAppCommand } from '../uninstall-app/uninstall-app.command.js';
import { type ApprovableOperation, isSettingsChange } from './approvable-operation.js';

/** What came of a bulk command, or of another that may have to wait for a second person. */
export interface BulkOutcome {
  readonly operation: ApprovableOperation;
  readonly acceptance: Acceptance;
  /** Of a selection, one per item. */
  readonly outcomes?: readonly ItemOutcome[];
}

/** Carries commands out, once whatever stood before them has been passed. */
@Injectable()
export class BulkExecutor {
  constructor(private readonly bus: CommandBus) {}

  async execute(meta: CommandMeta, operation: ApprovableOperation, isApproved = false): Promise<BulkOutcome> {
    if (isSettingsChange(operation)) {
      const command = new ChangeOrganizationSettingsCommand(meta, operation, isApproved);
      return { operation, acceptance: await this.bus.execute(command) };
    }
    const { target, covers, reason } = operation;
    switch (target.type) {
      case 'app': {
        const command = new RevokeAppTokensCommand(meta, target.clientId, covers, reason);
        return { operation, acceptance: await this.bus.execute(command) };
      }
      case 'block': {
        const command = new BlockAppCommand(meta, target.clientId, reason);
        return { operation, acceptance: await this.bus.execute(command) };
      }
      case 'uninstall': {
        const { clientId, userId } = target;
        const command = new UninstallAppCommand(meta, { clientId, userId, reason });
        return { operation, acceptance: await this.bus.execute(command) };
      }
      case 'user': {
        const command = new RevokeUserTokensCommand(meta, target.userId, covers, reason);
        return { operation, acceptance: await this.bus.execute(command) };
      }
      case 'user-app': {
        const { userId, clientId } = target;
        const command = new RevokeUserAppTokensCommand(meta, userId, clientId, covers, reason);
        return { operation, acceptance: await this.bus.execute(command) };
      }
      case 'organization': {
        const command = new RevokeOrgTokensCommand(meta, covers, reason);
        return { operation, acceptance: await this.bus.execute(command) };
      }
      case 'selection': {
        const command = new RevokeSelectionCommand(meta, target.items, covers, reason);
        return { operation, ...(await this.bus.execute(command)) };
      }
      case 'keys': {
        const acceptance = await this.bus.execute(new RotateSigningKeysCommand(meta, target.mode, reason));
        // Of a rotation that is answered again, the log only knows that it was one.
        return { operation, acceptance: { ...acceptance, revokes: target.mode === 'revoke' } };
      }
    }
  }
}
