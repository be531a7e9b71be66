import { Injectable } from '@nestjs/common';
import { decideUseConfirmation, DomainError } from '#domain';
import { type CommandMeta, ProblemException, Runtime } from '#platform';
import { IdempotencyKeyReusedError } from '#decision-log';
import { nothingHappened } from '../http/nothing-happened.js';
import { type ActiveTokens, tokensIn } from '../inventory/token-counter.js';
import type { BulkOperation } from './bulk-operation.kind.js';
import { BulkPreviews } from './bulk-previews.js';
import type { Confirmation } from './confirmation-tokens.js';
import { derivedId } from './derived-id.js';
import { type ApprovalAsked, OperationApprovals } from './operation-approvals.js';
import { execute, type OperationOutcome } from './operation.kind.js';
import type { OperationPreview } from './operation.schema.js';

/** What the body of a bulk operation says beside its content. */
export interface OperationControls {
  readonly dry_run?: boolean | undefined;
  readonly confirmation?: string | undefined;
}

/** A bulk operation that was only looked at. */
export interface Previewed {
  readonly preview: OperationPreview;
}

/** What an earlier sending of a request has left in the log. */
interface Begun {
  readonly type: string;
  readonly offset: number;
  /** Whether it is all that the operation does, so that nothing is left to be completed. */
  readonly isWhole: boolean;
}

/** What was done already would be done once more. */
class ForgottenError extends Error {
  override readonly name = 'ForgottenError';
}

/** Grown by more than both, what was confirmed is no longer how things are. */
const GROWTH = { tokens: 10, share: 0.1 };

/**
 * What every bulk operation passes through: it is looked at (`dry_run`, or because it needs a confirmation that it hasn't), confirmed, held up for
 * a second person, carried out.
 *
 * An operation that needs a confirmation uses it up: `ConfirmationUsed` is appended before the revocation, and both have ids that
 * are made from the confirmation's. Sent again after a crash between the two, it is completed; sent once more, nothing
 * happens. A confirmation belongs to the first request that used it: with another `Idempotency-Key` it is refused.
 */
@Injectable()
export class BulkSubmission {
  constructor(
    private readonly runtime: Runtime,
    private readonly previews: BulkPreviews,
    private readonly approvals: OperationApprovals,
  ) {}

  async submit(
    meta: CommandMeta,
    operation: BulkOperation,
    { dry_run: dryRun = false, confirmation: token }: OperationControls,
  ): Promise<Previewed | ApprovalAsked | OperationOutcome> {
    const needsConfirmation = operation.kind.needsConfirmation(operation.parameters);
    if (dryRun || (token === undefined && needsConfirmation))
      return { preview: await this.previews.preview(meta, operation) };
    const confirmation = token === undefined ? null : this.read(meta, operation, token);
    const own = identified(meta, confirmation);
    const begun = await this.begun(own, operation, confirmation);
    if (begun?.type === 'ApprovalRequested' && own.factId !== undefined)
      return this.approvals.resume(own, own.factId, begun.offset);
    if (begun?.isWhole === true) {
      const repeated = await this.repeat(own, operation);
      if (repeated !== null) return repeated;
    }
    if (begun === null || begun.isWhole) {
      const answer = await this.check(own, operation, confirmation);
      if (answer !== null) return answer;
    }
    if (confirmation !== null && needsConfirmation) await this.use(own, operation, confirmation);
    return execute(own, operation);
  }

  private read(meta: CommandMeta, operation: BulkOperation, token: string): Confirmation {
    const confirmation = this.previews.read(meta, operation, token);
    if (confirmation !== null) return confirmation;
    throw invalid('It is not a confirmation of this request, for this caller.');
  }

  /** What an earlier sending of the same request has left in the log; `null`: nothing, so it is checked from the start. */
  private async begun(
    { orgId, factId, requestDigest }: CommandMeta,
    { kind, parameters }: BulkOperation,
    confirmation: Confirmation | null,
  ): Promise<Begun | null> {
    if (factId === undefined) return null;
    const { decisions } = this.runtime;
    await decisions.catchUp(orgId);
    const facts = decisions.org(orgId)?.facts;
    const id = [factId, ...kind.partIds(factId, parameters)].find((each) => facts?.has(each));
    const own = id === undefined ? undefined : facts?.get(id);
    if (own !== undefined && own.requestDigest !== (requestDigest ?? null))
      throw new IdempotencyKeyReusedError();
    if (own !== undefined) return { ...own, isWhole: id === factId };
    const used = confirmation === null ? undefined : facts?.get(usedId(confirmation));
    return used === undefined ? null : { ...used, isWhole: false };
  }

  /** Answers what was done already. `null`: the log's fold has forgotten it just now, so that it would be done once more. */
  private async repeat(meta: CommandMeta, operation: BulkOperation): Promise<OperationOutcome | null> {
    const beforeAppend = () => Promise.reject(new ForgottenError());
    try {
      return await execute({ ...meta, beforeAppend }, operation);
    } catch (error) {
      if (error instanceof ForgottenError) return null;
      throw error;
    }
  }

  /**
   * Checks what has to be checked before anything happens; answers the approval where one was asked for, and what would do nothing,
   * which nobody has to approve.
   */
  private async check(
    meta: CommandMeta,
    operation: BulkOperation,
    confirmation: Confirmation | null,
  ): Promise<ApprovalAsked | OperationOutcome | null> {
    if (confirmation !== null && this.runtime.ambient.now() >= confirmation.expiresAtMs)
      throw invalid('The confirmation has expired.');
    const threshold = this.approvals.thresholdOf(meta.orgId, operation);
    if (confirmation === null && threshold === null) return null;
    if (!(await this.previews.wouldHappen(meta.orgId, operation)))
      return { operation, acceptance: nothingHappened(this.runtime.decisions, meta.orgId) };
    const active = await this.previews.count(meta.orgId, operation);
    if (confirmation !== null && hasGrown(confirmation, active)) throw await this.outdated(meta, operation);
    if (threshold === null || !exceeds(active, threshold)) return null;
    return this.approvals.ask(meta, operation, tokensIn(active.counts));
  }

  private async use(meta: CommandMeta, operation: BulkOperation, confirmation: Confirmation): Promise<void> {
    const { decisions, ring } = this.runtime;
    const { id: confirmationId, revision: basedOn } = confirmation;
    const command = { confirmationId, operation: operation.kind.type, basedOn };
    try {
      await decisions.decide(meta.orgId, (org) => decideUseConfirmation(org, command), {
        ...meta,
        factId: usedId(confirmation),
        requestDigest: ring.digest(JSON.stringify([meta.factId, meta.requestDigest])),
        basedOn,
      });
    } catch (error) {
      if (error instanceof IdempotencyKeyReusedError)
        throw invalid('Another request has used the confirmation.');
      if (error instanceof DomainError && error.code === 'CONFIRMATION_OUTDATED')
        throw await this.outdated(meta, operation);
      throw error;
    }
  }

  private async outdated(meta: CommandMeta, operation: BulkOperation): Promise<ProblemException> {
    const preview = await this.previews.preview(meta, operation);
    const detail = 'Things have changed since the preview; this is how they are now.';
    return new ProblemException('CONFIRMATION_OUTDATED', { detail, members: { ...preview } });
  }
}

/** Without an `Idempotency-Key`, the confirmation is what makes a repeated request the same one. */
function identified(meta: CommandMeta, confirmation: Confirmation | null): CommandMeta {
  if (meta.factId !== undefined || confirmation === null) return meta;
  return { ...meta, factId: derivedId('confirmed', confirmation.id) };
}

function usedId({ id }: Confirmation): string {
  return derivedId('confirmation-used', id);
}

function hasGrown({ counts }: Confirmation, active: ActiveTokens): boolean {
  const seen = tokensIn(counts);
  const more = tokensIn(active.counts) - seen;
  return more > GROWTH.tokens && more > seen * GROWTH.share;
}

/** Where the count had to stop there may be any number more, and the question is put to a second person. */
function exceeds(active: ActiveTokens, threshold: number): boolean {
  return active.cutShort || tokensIn(active.counts) > threshold;
}

function invalid(detail: string): ProblemException {
  return new ProblemException('CONFIRMATION_INVALID', { detail });
}
