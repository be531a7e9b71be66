import { Controller, Get, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiQuery } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parsePosition, type Position } from '#domain';
import { ProblemException } from '#platform';
import { Edge, type EdgeCaller, EdgeCredentialsGuard } from '../auth/edge-credentials.guard.js';
import { FeedHistory } from '../history/feed-history.js';
import { DescribeFeed } from '../openapi/describe-feed.decorator.js';
import { StreamConnections } from './stream-connections.js';

const POSITION = { type: 'string', pattern: '^[A-Za-z0-9-]{1,64}:(-1|[0-9]{1,15})$' };

@Controller('feed/stream')
@UseGuards(EdgeCredentialsGuard)
export class StreamHttpController {
  constructor(
    private readonly history: FeedHistory,
    private readonly connections: StreamConnections,
  ) {}

  /**
   * Server-sent events (HTML Living Standard, section 9.2) from a position on; `Last-Event-ID` has precedence over `from`. 410: the
   * position isn't served any more; fetch a snapshot.
   */
  @Get()
  @ApiQuery({
    name: 'from',
    required: false,
    description: 'Position after which to begin; required without Last-Event-ID.',
    schema: POSITION,
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Goes before `from`.' })
  @DescribeFeed('The organisation’s decisions from a position on, as they come', {
    status: 200,
    description: 'Server-sent events `decision`; never ends by itself. 410: take a snapshot.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  async stream(
    @Edge() edge: EdgeCaller,
    @Query('from') from: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const position = this.positionOf(request.headers['last-event-id'] ?? from);
    await this.history.reach(edge.orgId, position);
    // No await between reading the history and opening the stream: a decision that is folded in between would be in neither.
    const missed = this.history.since(edge.orgId, position);
    if (missed === null) {
      throw new ProblemException('POSITION_GONE', {
        detail: 'This position is not served any more; take a snapshot.',
      });
    }
    reply.hijack();
    this.connections.open(edge, request.raw, reply.raw, missed);
  }

  private positionOf(text: string | string[] | undefined): Position {
    const position = typeof text === 'string' ? parsePosition(text) : null;
    if (position === null) {
      throw new ProblemException('BAD_POSITION', {
        detail: 'Give the position to go on from: ?from=generation:offset.',
      });
    }
    return position;
  }
}
