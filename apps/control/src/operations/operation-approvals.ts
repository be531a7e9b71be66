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
} from '#domain';
import { checkPermission, type CommandMeta, ProblemException, Runtime } from '#platform';
import type { BulkOperation } from './bulk-operation.kind.js';
import { derivedId } from './derived-id.js';
import { OperationRegistry } from './operation-registry.js';
import { execute, type Operation, type OperationOutcome } from './operation.kind.js';

/** Who approves what. */
export interface Approver {
  readonly approvalId: string;
  /** What the approver's token carries: the operation needs its permission of both persons. */
  readonly scopes: ReadonlySet<string>;
  readonly reason: string | undefined;
}

/** A command that now waits for a second person. */
export interface ApprovalAsked {
  readonly approvalId: string;
  readonly expiresAtMs: number;
  readonly position: Position;
}

/**
 * The second person of bulk commands, and of settings that make one needed less often. What was asked for stands in the log with the
 * request itself. Whoever approves carries it out in the same breath, under ids made from the approval's. If the process dies between
 * the two, the approver approves again, or the requester sends the command again with its `Idempotency-Key`: what is there already
 * isn't done twice. That is so until the approval expires, because the log's fold remembers ids for at least as long; later it takes
 * a new request.
 */
@Injectable()
export class OperationApprovals {
  constructor(
    private readonly runtime: Runtime,
    private readonly registry: OperationRegistry,
  ) {}

  /** The organisation's threshold for the command; `null`: it never waits. */
  thresholdOf(orgId: string, operation: BulkOperation): number | null {
    if (!operation.kind.mayNeedApproval(operation.parameters)) return null;
    return this.runtime.decisions.org(orgId)?.settings.approvalThreshold ?? null;
  }

  /** Asks for approval; the approval's id is the fact's, so that a repeated request is the same one. */
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

  /** Answers the request that asked, sent again: it still waits, or it is carried out, if that was not done yet. */
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
   * Approves, and carries out. What would be refused as things are now isn't approved, nor what would do nothing: that leaves no
   * fact, and so the approval would stand, to be carried out later by a mere repetition.
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

/** Why it is done, and both who wanted it. */
function reasonOf({ reason, requestedBy, decidedBy }: ApprovalState): string {
  const by = (actor: Actor | null): string => (actor === null ? 'nobody' : `${actor.kind}:${actor.id}`);
  const both = `[asked for by ${by(requestedBy)}, approved by ${by(decidedBy)}]`;
  if (reason === null) return both;
  // Not between the halves of a surrogate pair: what is left would have no UTF-8 form.
  const kept = reason.slice(0, MAX_REASON_LENGTH - both.length - 1).replace(/[\ud800-\udbff]$/, '');
  return `${kept} ${both}`;
}

function isSame(one: Actor | null, other: Actor): boolean {
  return one?.kind === other.kind && one.id === other.id;
}

function tooLarge({ kind, parameters }: Operation): ProblemException {
  const detail = `What waits for approval has at most ${String(MAX_APPROVAL_PARAMETERS_BYTES)} bytes: revoke it in parts.`;
  const limit = kind.partsWithin?.(parameters, MAX_APPROVAL_PARAMETERS_BYTES) ?? 0;
  return new ProblemException('BULK_TOO_LARGE', { detail, members: { limit } });
}

function bytesOf(parameters: Operation['parameters']): number {
  return Buffer.byteLength(JSON.stringify(parameters));
}
