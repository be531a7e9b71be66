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

  /** Resolves when everything in the receipt is durable. A receipt that is sent again isn't counted again. */
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

  /** The receipt's position. Another process of the feed may have sent the edge more than this one has folded, so that is read first. */
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

  /**
   * How long each decision took to the edge, as an upper bound: from its append (or from its fold in this process, where that gives more)
   * to the receipt's arrival.
   */
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

/** The same row always has the same id: an edge that didn't get our answer sends the same row again. */
function idOf({ orgId, edgeId }: EdgeCaller, fact: UsageFact): string {
  return createHash('sha256')
    .update(JSON.stringify([orgId, edgeId, fact.type, fact.data]))
    .digest('base64url');
}
