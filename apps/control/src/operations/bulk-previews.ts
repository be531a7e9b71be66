import { Injectable } from '@nestjs/common';
import { type BulkPreview } from './operation.schema.js';
import { emptyOrg, formatIsoTime } from '#domain';
import { type CommandMeta, Runtime } from '#platform';
import { type ActiveTokens, countActiveTokensUpToNow } from './active-tokens.js';
import { type BulkOperation, nameOf } from './bulk-operation.js';
import { CONFIRMATION_LIFETIME_MS, type Confirmation, ConfirmationTokens } from './confirmation-tokens.js';
import { coverageOf, leavesOf, NOTHING_COUNTED, warningOf } from './coverage.js';
import { wouldHappen } from './would-happen.js';

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
    const happens = await this.wouldHappen(meta.orgId, operation);
    // Noted first: what comes while it is counted makes the confirmation outdated.
    const revision = decisions.org(meta.orgId)?.orgWideRevision ?? emptyOrg(meta.orgId).orgWideRevision;
    const counts = happens ? (await this.count(meta.orgId, operation)).counts : NOTHING_COUNTED;
    const expiresAtMs = ambient.now() + CONFIRMATION_LIFETIME_MS;
    const confirmation = { id: ambient.newId(), expiresAtMs, counts, revision };
    return {
      operation: nameOf(operation),
      covers: coverageOf(operation, happens),
      leaves: leavesOf(operation, happens),
      counts,
      warning: warningOf(operation, happens),
      confirmation: this.tokens.issue({ orgId: meta.orgId, actor: meta.actor, operation }, confirmation),
      expires_at: formatIsoTime(expiresAtMs),
    };
  }

  /** Whether the command would do anything now. @throws DomainError as the command itself would */
  async wouldHappen(orgId: string, operation: BulkOperation): Promise<boolean> {
    const { decisions } = this.runtime;
    await decisions.catchUp(orgId);
    return wouldHappen(decisions.org(orgId) ?? emptyOrg(orgId), operation);
  }

  /** What the command covers that is active now. */
  count(orgId: string, operation: BulkOperation): Promise<ActiveTokens> {
    const { decisions, storage, ambient } = this.runtime;
    const org = decisions.org(orgId) ?? emptyOrg(orgId);
    return countActiveTokensUpToNow(storage, org, operation, ambient.now());
  }

  /** `null` where it isn't one of ours for that caller and that command. */
  read({ orgId, actor }: CommandMeta, operation: BulkOperation, token: string): Confirmation | null {
    return this.tokens.read({ orgId, actor, operation }, token);
  }
}
