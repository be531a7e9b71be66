import { Controller, Get, Header, UseGuards } from '@nestjs/common';
import { Runtime } from '#platform';
import { EdgeCredentialsGuard } from '../auth/edge-credentials.guard.js';
import { DescribeFeed } from '../openapi/describe-feed.decorator.js';

const JWK_SET = {
  type: 'object',
  required: ['keys'],
  properties: { keys: { type: 'array', items: { type: 'object', required: ['kty', 'crv', 'x', 'kid'] } } },
};

@Controller('feed/keys')
@UseGuards(EdgeCredentialsGuard)
export class FeedKeysHttpController {
  constructor(private readonly runtime: Runtime) {}

  /** Ed25519 keys that decisions and snapshots are signed with (JWK Set). Edges may have them configured instead. */
  @Get()
  @DescribeFeed('The keys that decisions and snapshots are signed with', {
    status: 200,
    description: 'Ed25519 keys, a JWK Set (RFC 7517, RFC 8037).',
    schema: JWK_SET,
  })
  @Header('cache-control', 'private, max-age=60')
  keys() {
    return this.runtime.platformKeys.jwks();
  }
}
