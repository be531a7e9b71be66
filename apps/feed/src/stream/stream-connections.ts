import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DecisionLog } from '#decision-log';
import { Runtime } from '#platform';
import type { EdgeCaller } from '../auth/edge-credentials.guard.js';
import { type FeedEntry, FeedHistory } from '../history/feed-history.js';

/** How often a comment line is sent, ms, so that both sides notice a dead connection. */
const KEEP_ALIVE_MS = 10_000;
/** Most unsent data per stream, bytes. A slower edge is disconnected; it resumes or fetches a snapshot. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

/** The open streams. */
@Injectable()
export class StreamConnections implements OnModuleDestroy {
  private readonly streams = new Map<
    ServerResponse,
    { readonly edge: EdgeCaller; readonly end: () => void }
  >();
  private readonly stopObserving: () => void;

  constructor(
    private readonly history: FeedHistory,
    private readonly runtime: Runtime,
    decisions: DecisionLog,
  ) {
    this.stopObserving = decisions.onFolded(({ orgId }) => {
      this.closeRetired(orgId);
    });
  }

  get size(): number {
    return this.streams.size;
  }

  /** Sends the missed decisions, then each new one, until either side closes. */
  open(
    edge: EdgeCaller,
    request: IncomingMessage,
    response: ServerResponse,
    missed: readonly FeedEntry[],
  ): void {
    // The edge closed the connection while it waited. No `close` event would follow, and the stream would stay here for ever.
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
      // Sent now. Node would otherwise send it only at the end of this turn of the event loop, after the consumer's next request to the log.
      response.socket?.uncork();
    };
    const stopObserving = this.history.observe(edge.orgId, (entry) => {
      send(eventOf(entry));
    });
    const keepAlive = setInterval(() => {
      send(': alive\n\n');
    }, KEEP_ALIVE_MS);
    const end = (): void => {
      if (!this.streams.delete(response)) return;
      clearInterval(keepAlive);
      stopObserving();
      response.destroy();
    };
    this.streams.set(response, { edge, end });
    response.on('close', end);
    response.on('error', end);
  }

  onModuleDestroy(): void {
    this.stopObserving();
    for (const { end } of this.streams.values()) end();
  }

  private closeRetired(orgId: string): void {
    const edges = this.runtime.decisions.org(orgId)?.edges;
    for (const { edge, end } of this.streams.values()) {
      if (edge.orgId === orgId && typeof edges?.get(edge.edgeId)?.retiredAtMs === 'number') end();
    }
  }
}

function eventOf(entry: FeedEntry): string {
  return `id: ${entry.generation}:${String(entry.offset)}\nevent: decision\ndata: ${entry.data}\n\n`;
}
