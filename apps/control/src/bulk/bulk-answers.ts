import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { BulkAccepted, BulkPreview } from '#contracts';
import { PositionTokens } from '#decision-log';
import { formatIsoTime } from '#domain';
import { accepted, type CommandMeta } from '#platform';
import { isSettingsChange } from './approvable-operation.js';
import { type ApprovalAsked, isAsked } from './bulk-approvals.js';
import { BulkCommands, type BulkControls, type Previewed } from './bulk-commands.js';
import type { BulkOutcome } from './bulk-executor.js';
import type { BulkOperation } from './bulk-operation.js';
import { coverageOf } from './coverage.js';

/** Takes bulk commands over HTTP, and answers them. */
@Injectable()
export class BulkAnswers {
  constructor(
    private readonly bulk: BulkCommands,
    private readonly positions: PositionTokens,
  ) {}

  /** Takes a bulk command: 200 with a preview, or 202 with what was done or now waits for approval. */
  async answer(
    reply: FastifyReply,
    meta: CommandMeta,
    operation: BulkOperation,
    controls: BulkControls = {},
  ): Promise<BulkPreview | BulkAccepted> {
    return this.write(reply, meta.orgId, await this.bulk.submit(meta, operation, controls));
  }

  /** Writes what came of a bulk command, or of another that may have to wait for approval. */
  write(
    reply: FastifyReply,
    orgId: string,
    result: Previewed | ApprovalAsked | BulkOutcome,
  ): BulkPreview | BulkAccepted {
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
  ): BulkAccepted {
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
    { operation, acceptance, outcomes }: BulkOutcome,
  ): BulkAccepted {
    const happened = acceptance.status !== 'nothing-happened';
    return {
      ...accepted(reply, this.positions, orgId, acceptance),
      ...(isSettingsChange(operation) ? {} : { covered: coverageOf(operation, happened) }),
      ...(outcomes === undefined ? {} : { outcomes: [...outcomes] }),
    };
  }
}
