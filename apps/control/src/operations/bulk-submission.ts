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

/** Fields of a bulk operation's body that say whether it is only previewed, and whether it is confirmed. */
export interface OperationControls {
  readonly dry_run?: boolean | undefined;
  readonly confirmation?: string | undefined;
}

/** The result of a bulk operation that was only previewed. */
export interface PreviewResult {
  readonly preview: OperationPreview;
}

/** The fact that an earlier attempt of the same request left in the log. */
interface EarlierAttempt {
  readonly type: string;
  readonly offset: number;
  /** Whether it is the request's own fact. If it is only a part, or the use of a confirmation, the rest may be missing. */
  readonly isComplete: boolean;
}

/** Thrown instead of appending a fact that is already in the log, but that the fold has just forgotten. */
class FactForgottenError extends Error {
  override readonly name = 'FactForgottenError';
}

/** A confirmation is outdated if the active tokens have grown by more than this number and by more than this fraction. */
const MAX_GROWTH = { tokens: 10, fraction: 0.1 };

/**
 * Takes a bulk operation through its steps: preview, confirmation, approval by a second person, execution. The answer is a preview if
 * `dry_run` asks for one, or if the operation needs a confirmation and the request has none.
 *
 * An operation that needs a confirmation uses it up: `ConfirmationUsed` is appended first, then the revocation. The id of
 * `ConfirmationUsed` is made from the confirmation. The id of the revocation is made from the `Idempotency-Key`, or from the
 * confirmation if there is no key. If the process dies between the two, the caller sends the same request again, and the revocation is
 * completed. After that, sending it again changes nothing. A confirmation belongs to the first request that used it: a request with
 * another `Idempotency-Key` is refused.
 */
@Injectable()
export class BulkSubmission {
  constructor(
    private readonly runtime: Runtime,
    private readonly previews: BulkPreviews,
    private readonly approvals: OperationApprovals,
  ) {}

  /**
   * Previews the operation, asks for its approval, or carries it out.
   * @throws ProblemException `CONFIRMATION_INVALID`, `CONFIRMATION_OUTDATED`, `BULK_TOO_LARGE`
   * @throws IdempotencyKeyReusedError, DomainError
   */
  async submit(
    meta: CommandMeta,
    operation: BulkOperation,
    { dry_run: dryRun = false, confirmation: token }: OperationControls,
  ): Promise<PreviewResult | ApprovalAsked | OperationOutcome> {
    const needsConfirmation = operation.kind.needsConfirmation(operation.parameters);
    if (dryRun || (token === undefined && needsConfirmation))
      return { preview: await this.previews.preview(meta, operation) };
    const confirmation = token === undefined ? null : this.read(meta, operation, token);
    const own = identified(meta, confirmation);
    const earlier = await this.earlierAttempt(own, operation, confirmation);
    if (earlier?.type === 'ApprovalRequested' && own.factId !== undefined)
      return this.approvals.resume(own, own.factId, earlier.offset);
    if (earlier?.isComplete === true) {
      const repeated = await this.repeat(own, operation);
      if (repeated !== null) return repeated;
    }
    // An operation that an earlier attempt began was checked then, and is only completed. A complete one gets here if the fold has
    // just forgotten its fact; it is checked like a new one.
    if (earlier === null || earlier.isComplete) {
      const answer = await this.check(own, operation, confirmation);
      if (answer !== null) return answer;
    }
    if (confirmation !== null && needsConfirmation) await this.useUp(own, operation, confirmation);
    return execute(own, operation);
  }

  private read(meta: CommandMeta, operation: BulkOperation, token: string): Confirmation {
    const confirmation = this.previews.read(meta, operation, token);
    if (confirmation !== null) return confirmation;
    throw invalid(
      'The confirmation is not for this request and this caller. Preview the request with dry_run, and confirm that.',
    );
  }

  /** Finds what an earlier attempt of the same request left in the log; `null`: nothing. @throws IdempotencyKeyReusedError */
  private async earlierAttempt(
    { orgId, factId, requestDigest }: CommandMeta,
    { kind, parameters }: BulkOperation,
    confirmation: Confirmation | null,
  ): Promise<EarlierAttempt | null> {
    if (factId === undefined) return null;
    const { decisions } = this.runtime;
    await decisions.catchUp(orgId);
    const facts = decisions.org(orgId)?.facts;
    const id = [factId, ...kind.partIds(factId, parameters)].find((each) => facts?.has(each));
    const own = id === undefined ? undefined : facts?.get(id);
    if (own !== undefined && own.requestDigest !== (requestDigest ?? null))
      throw new IdempotencyKeyReusedError();
    if (own !== undefined) return { ...own, isComplete: id === factId };
    const used = confirmation === null ? undefined : facts?.get(usedId(confirmation));
    return used === undefined ? null : { ...used, isComplete: false };
  }

  /**
   * Answers a request that was carried out before, and appends nothing. `null`: the fold has just forgotten its fact, so executing it
   * would carry it out a second time.
   */
  private async repeat(meta: CommandMeta, operation: BulkOperation): Promise<OperationOutcome | null> {
    const beforeAppend = () => Promise.reject(new FactForgottenError());
    try {
      return await execute({ ...meta, beforeAppend }, operation);
    } catch (error) {
      if (error instanceof FactForgottenError) return null;
      throw error;
    }
  }

  /**
   * Checks an operation before anything is appended for it. `null`: it can be carried out. Otherwise the answer is the approval that it
   * now waits for, or that nothing happened: an operation that would change nothing needs no approval.
   * @throws ProblemException `CONFIRMATION_INVALID` if the confirmation has expired, `CONFIRMATION_OUTDATED` if there are many more tokens
   */
  private async check(
    meta: CommandMeta,
    operation: BulkOperation,
    confirmation: Confirmation | null,
  ): Promise<ApprovalAsked | OperationOutcome | null> {
    if (confirmation !== null && this.runtime.ambient.now() >= confirmation.expiresAtMs)
      throw invalid(
        'The confirmation has expired. Preview the request again with dry_run, and confirm that.',
      );
    const threshold = this.approvals.thresholdOf(meta.orgId, operation);
    if (confirmation === null && threshold === null) return null;
    if (!(await this.previews.wouldHappen(meta.orgId, operation)))
      return { operation, acceptance: nothingHappened(this.runtime.decisions, meta.orgId) };
    const active = await this.previews.count(meta.orgId, operation);
    if (confirmation !== null && hasGrown(confirmation, active)) throw await this.outdated(meta, operation);
    if (threshold === null || !exceeds(active, threshold)) return null;
    return this.approvals.ask(meta, operation, tokensIn(active.counts));
  }

  /**
   * Appends `ConfirmationUsed`. Its digest includes the id of the request, so that another request can't use the confirmation as well.
   * @throws ProblemException `CONFIRMATION_INVALID` if another request has used it, `CONFIRMATION_OUTDATED` if another revocation of the
   * whole organisation came after the preview
   */
  private async useUp(
    meta: CommandMeta,
    operation: BulkOperation,
    confirmation: Confirmation,
  ): Promise<void> {
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
        throw invalid(
          'Another request has used the confirmation. Preview the request again with dry_run, and confirm that.',
        );
      if (error instanceof DomainError && error.code === 'CONFIRMATION_OUTDATED')
        throw await this.outdated(meta, operation);
      throw error;
    }
  }

  /** The refusal of an outdated confirmation, with a new preview. */
  private async outdated(meta: CommandMeta, operation: BulkOperation): Promise<ProblemException> {
    const preview = await this.previews.preview(meta, operation);
    const detail =
      'Things have changed since the preview. Look at the new preview in this answer, and send its confirmation.';
    return new ProblemException('CONFIRMATION_OUTDATED', { detail, members: { ...preview } });
  }
}

/** Without an `Idempotency-Key`, the request gets an id made from its confirmation, so that a repetition is recognised. */
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
  return more > MAX_GROWTH.tokens && more > seen * MAX_GROWTH.fraction;
}

/** Whether the threshold is exceeded. A count that was cut short exceeds every threshold: there may be any number of tokens more. */
function exceeds(active: ActiveTokens, threshold: number): boolean {
  return active.cutShort || tokensIn(active.counts) > threshold;
}

function invalid(detail: string): ProblemException {
  return new ProblemException('CONFIRMATION_INVALID', { detail });
}
