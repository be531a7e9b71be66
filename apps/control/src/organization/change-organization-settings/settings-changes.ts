import { Injectable } from '@nestjs/common';
import { type ChangeOrgSettings, emptyOrg, type RememberedFact } from '#domain';
import { type CommandMeta, Runtime } from '#platform';
import { IdempotencyKeyReusedError } from '#decision-log';
import { type ApprovalAsked, OperationApprovals } from '../../operations/operation-approvals.js';
import { execute, type OperationOutcome } from '../../operations/operation.kind.js';
import { ChangeOrganizationSettingsOperation } from './change-organization-settings.operation.js';
import { decideOwnSettings, UnapprovedLooseningError } from './own-settings.js';

/**
 * Submits changes of settings. A change that loosens the approval threshold needs the approval of a second person itself. It is bound
 * to the revision for which it was requested, so that the approver approves what the requester saw. The decider enforces the rule, so
 * it also holds for a repeated request whose first fact the fold has just forgotten.
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
    // Bound to a revision even if the caller accepts any: a change that tightens the current threshold could loosen a later one.
    const pinned = { ...change, basedOn: change.basedOn ?? org.settingsRevision };
    try {
      // Checked before `execute` looks up the request's id: the same request, sent twice, may be asking for approval under that id.
      if (begun === null) decideOwnSettings(org, pinned, false);
      return await execute(meta, this.operation.of(pinned));
    } catch (error) {
      if (error instanceof UnapprovedLooseningError)
        return this.approvals.ask(meta, this.operation.of(pinned), 0);
      throw error;
    }
  }

  /** The fact that the same request wrote when it was sent before; `null` if there is none. */
  private begun({ orgId, factId, requestDigest }: CommandMeta): RememberedFact | null {
    const own = factId === undefined ? undefined : this.runtime.decisions.org(orgId)?.facts.get(factId);
    if (own === undefined) return null;
    if (own.requestDigest !== (requestDigest ?? null)) throw new IdempotencyKeyReusedError();
    return own;
  }
}
