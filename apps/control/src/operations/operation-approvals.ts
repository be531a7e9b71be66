import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type ApprovalState,
  decideGiveApproval,
  decideRequestApproval,
  DomainError,
  MAX_APPROVAL_PARAMETERS_BYTES,
  MAX_REASON_LENGTH,
  type OrgState,
  type Position,
  utf8Length,
} from '#domain';
import { checkPermission, type CommandMeta, ProblemException, Runtime } from '#platform';
import type { BulkOperation } from './bulk-operation.kind.js';
import { derivedId } from './derived-id.js';
import { OperationRegistry } from './operation-registry.js';
import { execute, type Operation, type OperationOutcome } from './operation.kind.js';

/** An approver's answer to one approval. */
export interface Approver {
  readonly approvalId: string;
  /** Scopes of the approver's token. The approver needs the permission of the operation, just as the requester did. */
  readonly scopes: ReadonlySet<string>;
  readonly reason: string | undefined;
}

/** An approval that was asked for: its operation waits for a second person. */
export interface ApprovalAsked {
  readonly approvalId: string;
  readonly expiresAtMs: number;
  readonly position: Position;
}

/**
 * Approval by a second person: of bulk commands, and of changes of settings that make a second person needed less often.
 *
 * The fact that asks for approval holds the operation and its parameters. Giving the approval appends `ApprovalGiven`, and then carries
 * out the operation at once, under an id that is made from the approval's. If the process dies between the two, the approver can
 * approve again, or the requester can send the command again with its `Idempotency-Key`. What was done already isn't done twice,
 * because the fold remembers fact ids for at least as long as an approval lives (24 hours), unless more than `FACT_MEMORY_SIZE` newer
 * facts push them out. Once the approval has expired, a new request is needed.
 */
@Injectable()
export class OperationApprovals {
  constructor(
    private readonly runtime: Runtime,
    private readonly registry: OperationRegistry,
  ) {}

  /** The number of active tokens above which the operation needs approval; `null`: it never does. */
  thresholdOf(orgId: string, operation: BulkOperation): number | null {
    if (!operation.kind.mayNeedApproval(operation.parameters)) return null;
    return this.runtime.decisions.org(orgId)?.settings.approvalThreshold ?? null;
  }

  /**
   * Asks for approval. The approval's id is that of the request's fact, so a repeated request asks for the same approval.
   * @param count active tokens that the operation covers.
   * @throws ProblemException `BULK_TOO_LARGE`, DomainError
   */
  async ask(meta: CommandMeta, operation: Operation, count: number): Promise<ApprovalAsked> {
    const { decisions, ambient } = this.runtime;
    const approvalId = meta.factId ?? ambient.newId();
    const { kind, parameters, reason } = operation;
    if (bytesOf(parameters) > MAX_APPROVAL_PARAMETERS_BYTES) throw tooLarge(operation);
    const command = { approvalId, operation: kind.type, parameters, count, nowMs: ambient.now(), reason };
    const { position } = await decisions.decide(meta.orgId, (org) => decideRequestApproval(org, command), {
      ...meta,
      factId: approvalId,
    });
    return { approvalId, expiresAtMs: this.require(meta.orgId, approvalId).expiresAtMs, position };
  }

  /**
   * Answers a request that has asked for approval and is sent again. While the approval is pending, the operation still waits. If it was
   * given, the operation is carried out, unless that was done already.
   * @param offset offset of the fact that asked for approval.
   * @throws DomainError `APPROVAL_NOT_FOUND`, `APPROVAL_EXPIRED`, `APPROVAL_ALREADY_DECIDED`
   */
  async resume(
    meta: CommandMeta,
    approvalId: string,
    offset: number,
  ): Promise<ApprovalAsked | OperationOutcome> {
    const approval = this.require(meta.orgId, approvalId);
    const isExpired = this.runtime.ambient.now() >= approval.expiresAtMs;
    switch (approval.status) {
      case 'pending': {
        if (isExpired) throw new DomainError('APPROVAL_EXPIRED');
        const generation = this.runtime.decisions.positionOf(meta.orgId)?.generation ?? 'none';
        return { approvalId, expiresAtMs: approval.expiresAtMs, position: { generation, offset } };
      }
      case 'given':
        if (isExpired) throw new DomainError('APPROVAL_ALREADY_DECIDED');
        return this.carryOut(meta, approval);
      case 'declined':
        throw new DomainError('APPROVAL_ALREADY_DECIDED');
    }
  }

  /**
   * Gives an approval and carries out its operation. An operation that would be refused now isn't approved. Nor is one that would change
   * nothing now: it would leave no fact, so a repetition of the request could still carry it out later.
   * @throws DomainError as `decideGiveApproval`, ProblemException `INSUFFICIENT_SCOPE`
   */
  async approve(meta: CommandMeta, { approvalId, scopes, reason }: Approver): Promise<OperationOutcome> {
    const { decisions, ambient } = this.runtime;
    await decisions.catchUp(meta.orgId);
    const nowMs = ambient.now();
    const known = this.require(meta.orgId, approvalId);
    const operation = this.registry.read(known);
    checkPermission(scopes, operation.kind.permission);
    const isRepeated =
      known.status === 'given' && isSame(known.decidedBy, meta.actor) && nowMs < known.expiresAtMs;
    if (!isRepeated) {
      const command = { approvalId, actor: meta.actor, nowMs, reason };
      const give = (org: OrgState) => {
        const given = decideGiveApproval(org, command);
        return operation.kind.wouldHappen(org, operation) ? given : null;
      };
      const acceptance = await decisions.decide(meta.orgId, give, meta);
      if (acceptance.status === 'nothing-happened') return { operation, acceptance };
    }
    return this.carryOut(meta, this.require(meta.orgId, approvalId));
  }

  private carryOut({ orgId, traceparent }: CommandMeta, approval: ApprovalState): Promise<OperationOutcome> {
    const operation = this.registry.read(approval);
    const meta: CommandMeta = {
      orgId,
      actor: approval.decidedBy ?? approval.requestedBy,
      factId: derivedId('approval', approval.approvalId),
      ...(traceparent === undefined ? {} : { traceparent }),
    };
    return execute(meta, { ...operation, reason: reasonOf(approval) }, true);
  }

  private require(orgId: string, approvalId: string): ApprovalState {
    const approval = this.runtime.decisions.org(orgId)?.approvals.get(approvalId);
    if (approval === undefined) throw new DomainError('APPROVAL_NOT_FOUND');
    return approval;
  }
}

/** Whether an answer is {@link ApprovalAsked}. */
export function isAsked(answer: ApprovalAsked | OperationOutcome): answer is ApprovalAsked {
  return 'approvalId' in answer;
}

/** The reason to record: the requester's own, shortened if needed, with who asked and who approved. */
function reasonOf({ reason, requestedBy, decidedBy }: ApprovalState): string {
  const by = (actor: Actor | null): string => (actor === null ? 'nobody' : `${actor.kind}:${actor.id}`);
  const both = `[asked for by ${by(requestedBy)}, approved by ${by(decidedBy)}]`;
  if (reason === null) return both;
  // A cut between the halves of a surrogate pair would leave a half that UTF-8 can't encode.
  const kept = reason.slice(0, MAX_REASON_LENGTH - both.length - 1).replace(/[\ud800-\udbff]$/, '');
  return `${kept} ${both}`;
}

function isSame(one: Actor | null, other: Actor): boolean {
  return one?.kind === other.kind && one.id === other.id;
}

function tooLarge({ kind, parameters }: Operation): ProblemException {
  const detail = `This needs approval, and is larger than the ${String(MAX_APPROVAL_PARAMETERS_BYTES)} bytes that can wait for approval. Send it in smaller parts.`;
  const limit = kind.partsWithin?.(parameters, MAX_APPROVAL_PARAMETERS_BYTES) ?? 0;
  return new ProblemException('BULK_TOO_LARGE', { detail, members: { limit } });
}

function bytesOf(parameters: Operation['parameters']): number {
  return utf8Length(JSON.stringify(parameters));
}
