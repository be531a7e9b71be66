import { Injectable } from '@nestjs/common';

import { emptyOrg, formatIsoTime } from '#domain';
import { type CommandMeta, Runtime } from '#platform';
import { type ActiveTokens, countTokensUpToNow } from '../inventory/token-counter.js';
import type { BulkOperation } from './bulk-operation.kind.js';
import { CONFIRMATION_LIFETIME_MS, type Confirmation, ConfirmationTokens } from './confirmation-tokens.js';
import { coverageOf, leavesOf, NOTHING_COUNTED, warningOf } from './descriptions.js';
import type { OperationPreview } from './operation.schema.js';

/** Previews bulk operations, and issues and reads the confirmations of previews. */
@Injectable()
export class BulkPreviews {
  private readonly tokens: ConfirmationTokens;

  constructor(private readonly runtime: Runtime) {
    this.tokens = new ConfirmationTokens(runtime.ring);
  }

  /** What the operation would do now. Changes nothing. @throws DomainError as its command would */
  async preview(meta: CommandMeta, operation: BulkOperation): Promise<OperationPreview> {
    const { decisions, ambient } = this.runtime;
    const happens = await this.wouldHappen(meta.orgId, operation);
    // Read before the count: an organisation-wide revocation that comes during the count then makes the confirmation outdated.
    const revision = decisions.org(meta.orgId)?.orgWideRevision ?? emptyOrg(meta.orgId).orgWideRevision;
    const counts = happens ? (await this.count(meta.orgId, operation)).counts : NOTHING_COUNTED;
    const expiresAtMs = ambient.now() + CONFIRMATION_LIFETIME_MS;
    const confirmation = { id: ambient.newId(), expiresAtMs, counts, revision };
    return {
      operation: operation.kind.request(operation).operation,
      covers: coverageOf(operation, happens),
      leaves: leavesOf(operation, happens),
      counts,
      warning: warningOf(operation, happens),
      confirmation: this.tokens.issue({ orgId: meta.orgId, actor: meta.actor, operation }, confirmation),
      expires_at: formatIsoTime(expiresAtMs),
    };
  }

  /** Whether the operation would change anything now. @throws DomainError as its command would */
  async wouldHappen(orgId: string, operation: BulkOperation): Promise<boolean> {
    const { decisions } = this.runtime;
    await decisions.catchUp(orgId);
    return operation.kind.wouldHappen(decisions.org(orgId) ?? emptyOrg(orgId), operation);
  }

  /** Counts the active tokens that the operation covers now. */
  count(orgId: string, operation: BulkOperation): Promise<ActiveTokens> {
    const { decisions, storage, ambient } = this.runtime;
    const org = decisions.org(orgId) ?? emptyOrg(orgId);
    const { kind, parameters } = operation;
    return countTokensUpToNow(
      storage,
      { org, covers: kind.covers(parameters), nowMs: ambient.now() },
      (tokens) => kind.count(tokens, parameters),
    );
  }

  /** Reads a confirmation; `null` if it wasn't issued to that caller for that operation. Doesn't check whether it has expired. */
  read({ orgId, actor }: CommandMeta, operation: BulkOperation, token: string): Confirmation | null {
    return this.tokens.read({ orgId, actor, operation }, token);
  }
}
