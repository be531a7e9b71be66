import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { formatIsoTime } from '#domain';
import { accepted, type CommandMeta } from '#platform';
import { PositionTokens } from '#decision-log';
import { BulkOperationKind, type BulkOperation } from './bulk-operation.kind.js';
import { BulkSubmission, type OperationControls, type PreviewResult } from './bulk-submission.js';
import { coverageOf } from './descriptions.js';
import { type ApprovalAsked, isAsked } from './operation-approvals.js';
import type { Operation, OperationOutcome } from './operation.kind.js';
import type { OperationAccepted, OperationPreview } from './operation.schema.js';

/** Submits the operations that come in over HTTP, and writes their answers. */
@Injectable()
export class OperationAnswers {
  constructor(
    private readonly bulk: BulkSubmission,
    private readonly positions: PositionTokens,
  ) {}

  /** Submits a bulk operation, and answers 200 with a preview, or 202 with what was done or with the approval that it waits for. */
  async answer(
    reply: FastifyReply,
    meta: CommandMeta,
    operation: BulkOperation,
    controls: OperationControls = {},
  ): Promise<OperationPreview | OperationAccepted> {
    return this.write(reply, meta.orgId, await this.bulk.submit(meta, operation, controls));
  }

  /** Writes the answer to an operation that was previewed or carried out, or that waits for approval. */
  write(
    reply: FastifyReply,
    orgId: string,
    result: PreviewResult | ApprovalAsked | OperationOutcome,
  ): OperationPreview | OperationAccepted {
    if ('preview' in result) {
      reply.status(200).header('cache-control', 'no-store');
      return result.preview;
    }
    return isAsked(result) ? this.asked(reply, orgId, result) : this.done(reply, orgId, result);
  }

  private asked(
    reply: FastifyReply,
    orgId: string,
    { approvalId, expiresAtMs, position }: ApprovalAsked,
  ): OperationAccepted {
    const token = this.positions.issue(orgId, position);
    reply.status(202).header('rescind-position', token);
    reply.header('location', `/approvals/${encodeURIComponent(approvalId)}`);
    return {
      id: null,
      status: 'approval-required',
      position: token,
      approval_id: approvalId,
      expires_at: formatIsoTime(expiresAtMs),
    };
  }

  private done(
    reply: FastifyReply,
    orgId: string,
    { operation, acceptance, answer }: OperationOutcome,
  ): OperationAccepted {
    const happened = acceptance.status !== 'nothing-happened';
    return {
      ...accepted(reply, this.positions, orgId, acceptance),
      ...(isBulk(operation) ? { covered: coverageOf(operation, happened) } : {}),
      ...answer,
    };
  }
}

function isBulk(operation: Operation): operation is BulkOperation {
  return operation.kind instanceof BulkOperationKind;
}
