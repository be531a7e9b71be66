import { Injectable } from '@nestjs/common';
import { type ChangeOrgSettings, emptyOrg, type RememberedFact } from '#domain';
import { type CommandMeta, Runtime } from '#platform';
import { IdempotencyKeyReusedError } from '#decision-log';
import { type ApprovalAsked, OperationApprovals } from '../../operations/operation-approvals.js';
import { execute, type OperationOutcome } from '../../operations/operation.kind.js';
import { ChangeOrganizationSettingsOperation } from './change-organization-settings.operation.js';
import { decideOwnSettings, UnapprovedLooseningError } from './own-settings.js';

/**
 * The way of a change of settings: one that makes a second person needed less often is itself held up for one. It waits for the
 * revision that it was asked on, so what is approved is what was seen. The rule is the decider's, so that it holds as well for a
 * repetition whose first sending the log's fold has just forgotten.
 */
@Injectable()
export class SettingsChanges {
  constructor(
    private readonly runtime: Runtime,
    private readonly approvals: OperationApprovals,
    private readonly operation: ChangeOrganizationSettingsOperation,
  ) {}

  async submit(meta: CommandMeta, change: ChangeOrgSettings): Promise<ApprovalAsked | OperationOutcome> {
    const { decisions } = this.runtime;
    await decisions.catchUp(meta.orgId);
    const begun = this.begun(meta);
    if (begun?.type === 'ApprovalRequested' && meta.factId !== undefined)
      return this.approvals.resume(meta, meta.factId, begun.offset);
    if (change.settings.approvalThreshold === undefined) return execute(meta, this.operation.of(change));
    const org = decisions.org(meta.orgId) ?? emptyOrg(meta.orgId);
    // Pinned also where the caller takes whichever there is: what tightens this threshold may loosen the next one.
    const pinned = { ...change, basedOn: change.basedOn ?? org.settingsRevision };
    try {
      // Before anything is looked up under the request's id, where another sending of it may be asking meanwhile.
      if (begun === null) decideOwnSettings(org, pinned, false);
      return await execute(meta, this.operation.of(pinned));
    } catch (error) {
      if (error instanceof UnapprovedLooseningError)
        return this.approvals.ask(meta, this.operation.of(pinned), 0);
      throw error;
    }
  }

  /** What an earlier sending of the same request has left in the log; `null`: nothing. */
  private begun({ orgId, factId, requestDigest }: CommandMeta): RememberedFact | null {
    const own = factId === undefined ? undefined : this.runtime.decisions.org(orgId)?.facts.get(factId);
    if (own === undefined) return null;
    if (own.requestDigest !== (requestDigest ?? null)) throw new IdempotencyKeyReusedError();
    return own;
  }
}
