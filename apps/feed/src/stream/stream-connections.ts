import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DecisionLog } from '#decision-log';
import { Runtime } from '#platform';
import type { EdgeCaller } from '../auth/edge-credentials.guard.js';
import { type FeedEntry, FeedHistory } from '../history/feed-history.js';

/** A comment line goes out this often, so that a dead connection is noticed on both sides, ms. */
const KEEP_ALIVE_MS = 10_000;
/** An edge that lets this much pile up is cut off; it resumes or takes a snapshot, bytes. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

/** The open streams. */
@Injectable()
export class StreamConnections implements OnModuleDestroy {
  private readonly open_ = new Map<ServerResponse, { readonly edge: EdgeCaller; readonly end: () => void }>();
  private readonly unlisten: () => void;

  constructor(
    private readonly history: FeedHistory,
    private readonly runtime: Runtime,
    decisions: DecisionLog,
  ) {
    this.unlisten = decisions.onFolded(({ orgId }) => {
      this.cutRetired(orgId);
    });
  }

  get size(): number {
    return this.open_.size;
  }

  /** Sends what was missed, then what comes, until one side ends. */
  open(
    edge: EdgeCaller,
    request: IncomingMessage,
    response: ServerResponse,
    missed: readonly FeedEntry[],
  ): void {
    // An edge that hung up while it waited: nothing would ever end its stream.
    if (response.destroyed) return;
    request.socket.setNoDelay(true);
    request.socket.setTimeout(0);
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    });
    response.write(`: rescind feed\nretry: 500\n\n${missed.map(eventOf).join('')}`);
    const send = (text: string): void => {
      if (response.writableLength > MAX_UNSENT_BYTES) {
        end();
        return;
      }
      response.write(text);
      // Node would hold it back until the log's reader has asked for its next records: an edge waits for what was just folded.
      response.socket?.uncork();
    };
    const unlisten = this.history.listen(edge.orgId, (entry) => {
      send(eventOf(entry));
    });
    const keepAlive = setInterval(() => {
      send(': alive\n\n');
    }, KEEP_ALIVE_MS);
    const end = (): void => {
      if (!this.open_.delete(response)) return;
      clearInterval(keepAlive);
      unlisten();
      response.destroy();
    };
    this.open_.set(response, { edge, end });
    response.on('close', end);
    response.on('error', end);
  }

  onModuleDestroy(): void {
    this.unlisten();
    for (const { end } of this.open_.values()) end();
  }

  private cutRetired(orgId: string): void {
    const edges = this.runtime.decisions.org(orgId)?.edges;
    for (const { edge, end } of this.open_.values()) {
      if (edge.orgId === orgId && typeof edges?.get(edge.edgeId)?.retiredAtMs === 'number') end();
    }
  }
}

function eventOf(entry: FeedEntry): string {
  return `id: ${entry.generation}:${String(entry.offset)}\nevent: decision\ndata: ${entry.data}\n\n`;
}
