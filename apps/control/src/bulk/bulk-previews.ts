import { Injectable } from '@nestjs/common';
import type { BulkPreview } from '#contracts';
import {
  decideBlockApp,
  decideRevokeAppTokens,
  decideRevokeOrgTokens,
  decideRevokeUserAppTokens,
  decideRevokeUserTokens,
  decideUninstallApp,
  emptyOrg,
  formatIsoTime,
  type OrgState,
} from '#domain';
import { type CommandMeta, Runtime } from '#platform';
import { type ActiveTokens, countActiveTokens } from './active-tokens.js';
import { type BulkOperation, nameOf } from './bulk-operation.js';
import { CONFIRMATION_LIFETIME_MS, type Confirmation, ConfirmationTokens } from './confirmation-tokens.js';
import { coverageOf, leavesOf, warningOf } from './coverage.js';

/** Looks at what bulk commands would do, and gives and reads the confirmations of it. */
@Injectable()
export class BulkPreviews {
  private readonly tokens: ConfirmationTokens;

  constructor(private readonly runtime: Runtime) {
    this.tokens = new ConfirmationTokens(runtime.ring);
  }

  /** What the command would do now. Does nothing. @throws DomainError as the command itself would */
  async preview(meta: CommandMeta, operation: BulkOperation): Promise<BulkPreview> {
    const { decisions, ambient } = this.runtime;
    await decisions.catchUp(meta.orgId);
    const org = decisions.org(meta.orgId) ?? emptyOrg(meta.orgId);
    refuseWhatIsRefused(org, operation);
    // Noted first: what comes while it is counted makes the confirmation outdated.
    const revision = org.orgWideRevision;
    const { counts } = await this.count(meta.orgId, operation);
    const expiresAtMs = ambient.now() + CONFIRMATION_LIFETIME_MS;
    const confirmation = { id: ambient.newId(), expiresAtMs, counts, revision };
    return {
      operation: nameOf(operation),
      covers: coverageOf(operation),
      leaves: leavesOf(operation),
      counts,
      warning: warningOf(operation),
      confirmation: this.tokens.issue({ orgId: meta.orgId, actor: meta.actor, operation }, confirmation),
      expires_at: formatIsoTime(expiresAtMs),
    };
  }

  /** What the command covers that is active now. */
  count(orgId: string, operation: BulkOperation): Promise<ActiveTokens> {
    const { decisions, storage, ambient } = this.runtime;
    return countActiveTokens(
      storage.readModels,
      decisions.org(orgId) ?? emptyOrg(orgId),
      operation,
      ambient.now(),
    );
  }

  /** `null` where it isn't one of ours for that caller and that command. */
  read({ orgId, actor }: CommandMeta, operation: BulkOperation, token: string): Confirmation | null {
    return this.tokens.read({ orgId, actor, operation }, token);
  }
}

/** A preview of what would be refused is refused; items of a selection are refused one by one. */
function refuseWhatIsRefused(org: OrgState, { target, covers, reason }: BulkOperation): void {
  switch (target.type) {
    case 'app':
      decideRevokeAppTokens(org, { clientId: target.clientId, covers, reason });
      break;
    case 'block':
      decideBlockApp(org, { clientId: target.clientId, blockId: 'preview', reason });
      break;
    case 'uninstall':
      decideUninstallApp(org, { clientId: target.clientId, userId: target.userId, reason });
      break;
    case 'user':
      decideRevokeUserTokens(org, { userId: target.userId, covers, reason });
      break;
    case 'user-app':
      decideRevokeUserAppTokens(org, { userId: target.userId, clientId: target.clientId, covers, reason });
      break;
    case 'organization':
      decideRevokeOrgTokens(org, { covers, reason });
      break;
    case 'selection':
    case 'keys':
      break;
  }
}
