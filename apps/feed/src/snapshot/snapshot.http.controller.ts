import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SNAPSHOT_MEDIA_TYPE } from '#contracts';
import { formatPosition } from '#domain';
import { Edge, type EdgeCaller, EdgeCredentialsGuard } from '../auth/edge-credentials.guard.js';
import { DescribeFeed } from '../openapi/describe-feed.decorator.js';
import { SnapshotService } from './snapshot.service.js';

@Controller('feed/snapshot')
@UseGuards(EdgeCredentialsGuard)
export class SnapshotHttpController {
  constructor(private readonly snapshots: SnapshotService) {}

  /** The organisation's state at its newest position: immutable, signed, with an ETag. */
  @Get()
  @DescribeFeed('The organisation’s revocations at one position', {
    status: 200,
    description:
      'Binary, signed; 304 where If-None-Match has its ETag. The format: docs/guides/feed-protocol.md.',
    headers: {
      'Rescind-Position': { schema: { type: 'string' }, description: '`generation:offset` to stream from.' },
    },
    content: { [SNAPSHOT_MEDIA_TYPE]: { schema: { type: 'string', format: 'binary' } } },
  })
  async get(
    @Edge() edge: EdgeCaller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const snapshot = await this.snapshots.snapshot(edge.orgId);
    reply
      .header('etag', snapshot.etag)
      .header('rescind-position', formatPosition(snapshot.position))
      .header('cache-control', 'private, no-cache')
      .header('vary', 'authorization');
    if (holds(request.headers['if-none-match'], snapshot.etag)) {
      await reply.status(304).send();
      return;
    }
    await reply.type(SNAPSHOT_MEDIA_TYPE).send(Buffer.from(snapshot.bytes));
  }
}

/** Whether the caller already has this snapshot (`If-None-Match`, RFC 9110 section 13.1.2). */
function holds(condition: string | undefined, etag: string): boolean {
  const tags = (condition ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
