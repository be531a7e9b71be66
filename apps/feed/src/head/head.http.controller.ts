import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { type HeadResponse, HeadResponseSchema } from '#contracts';
import { formatPosition } from '#domain';
import { openApiSchema, ProblemException, Runtime } from '#platform';
import { Edge, type EdgeCaller, EdgeCredentialsGuard } from '../auth/edge-credentials.guard.js';
import { FeedHistory } from '../history/feed-history.js';
import { DescribeFeed } from '../openapi/describe-feed.decorator.js';

@Controller('feed/head')
@UseGuards(EdgeCredentialsGuard)
export class HeadHttpController {
  constructor(
    private readonly runtime: Runtime,
    private readonly history: FeedHistory,
  ) {}

  /**
   * The organisation's last decision, and how long ago the log's leader confirmed that nothing came after it (ms). An edge that has
   * absorbed `head` knows everything up to its own send time minus `ageMs`.
   */
  @Get()
  @DescribeFeed('How far the organisation’s decisions go, and how old that knowledge is', {
    status: 200,
    description: 'The last decision, and how long ago the log’s leader confirmed it, ms.',
    schema: openApiSchema(HeadResponseSchema, 'output'),
  })
  @Header('cache-control', 'no-store')
  head(@Edge() edge: EdgeCaller): HeadResponse {
    const { decisions } = this.runtime;
    const head = this.history.head(edge.orgId);
    const knownAsOf = decisions.knownAsOf(edge.orgId);
    // Checked again: the log may have failed after the request was admitted.
    if (head === null || knownAsOf === null || decisions.trouble !== null)
      throw new ProblemException('NOT_READY', { headers: { 'retry-after': '1' } });
    return {
      head: formatPosition(head),
      ageMs: Math.max(0, Math.ceil(this.runtime.ambient.monotonic() - knownAsOf)),
    };
  }
}
