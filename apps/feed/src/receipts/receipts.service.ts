import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ReceiptRequest } from '#contracts';
import { parsePosition, type Position, type UsageFact } from '#domain';
import { ProblemException, Runtime } from '#platform';
import type { EdgeCaller } from '../auth/edge-credentials.guard.js';
import { FeedHistory } from '../history/feed-history.js';

/** Turns receipts into usage facts. */
@Injectable()
export class ReceiptsService {
  constructor(
    private readonly runtime: Runtime,
    private readonly history: FeedHistory,
  ) {}

  /** Resolves when everything that the receipt says is durable. One that is sent again counts nothing twice. */
  async receive(edge: EdgeCaller, receipt: ReceiptRequest): Promise<void> {
    if (receipt.orgId !== edge.orgId) {
      throw new ProblemException('INVALID_REQUEST', {
        detail: 'The receipt names another organisation than the request.',
      });
    }
    const position = await this.checked(edge, receipt);
    const counted = [...used(edge, receipt), ...denied(edge, receipt)];
    const { usage } = this.runtime;
    await Promise.all([
      usage.write(edge.orgId, this.absorbed(edge, receipt, position)),
      ...counted.map((fact) => usage.write(edge.orgId, fact, idOf(edge, fact))),
    ]);
  }

  /** An edge can't have absorbed what was never sent; what another process of the feed sent it, this one has to learn first. */
  private async checked(edge: EdgeCaller, receipt: ReceiptRequest): Promise<Position> {
    const claimed = parsePosition(receipt.position);
    if (claimed !== null) await this.history.reach(edge.orgId, claimed);
    const head = this.history.head(edge.orgId);
    const possible =
      claimed !== null && head?.generation === claimed.generation && claimed.offset <= head.offset;
    if (!possible)
      throw new ProblemException('BAD_POSITION', { detail: 'This position is not one of this log.' });
    return claimed;
  }

  /** Times are upper bounds: from append (or from the fold here, if that clock says more) to the receipt's arrival. */
  private absorbed(edge: EdgeCaller, receipt: ReceiptRequest, position: Position): UsageFact {
    const now = this.runtime.ambient.now();
    const recent = receipt.absorbed.flatMap(({ offset }) => {
      const entry = offset > position.offset ? undefined : this.history.find(edge.orgId, offset);
      if (entry === undefined) return [];
      return [{ offset, ms: Math.max(0, now - entry.appendedAtMs, now - entry.foldedAtMs) }];
    });
    const receivedAt = new Date(now).toISOString();
    return {
      type: 'EdgeAbsorbed',
      data: { edgeId: edge.edgeId, position: receipt.position, receivedAt, recent },
    };
  }
}

function used({ edgeId }: EdgeCaller, receipt: ReceiptRequest): UsageFact[] {
  return receipt.usage.map((usage) => ({ type: 'TokenUsed', data: { ...usage, edgeId } }));
}

function denied({ edgeId }: EdgeCaller, receipt: ReceiptRequest): UsageFact[] {
  return receipt.denied.map((denial) => ({
    type: 'UsageDenied',
    data: { ...denial, where: 'edge', edgeId },
  }));
}

/** The same row has the same id however often an edge sends it: an edge that never heard our answer repeats it as it was. */
function idOf({ orgId, edgeId }: EdgeCaller, fact: UsageFact): string {
  return createHash('sha256')
    .update(JSON.stringify([orgId, edgeId, fact.type, fact.data]))
    .digest('base64url');
}
