import { Module } from '@nestjs/common';
import { EdgeCredentialsGuard } from './auth/edge-credentials.guard.js';
import { HeadHttpController } from './head/head.http.controller.js';
import { FeedHistory } from './history/feed-history.js';
import { FeedKeysHttpController } from './keys/feed-keys.http.controller.js';
import { ReceiptsHttpController } from './receipts/receipts.http.controller.js';
import { ReceiptsService } from './receipts/receipts.service.js';
import { SnapshotHttpController } from './snapshot/snapshot.http.controller.js';
import { SnapshotService } from './snapshot/snapshot.service.js';
import { StreamConnections } from './stream/stream-connections.js';
import { StreamHttpController } from './stream/stream.http.controller.js';

/** The feed: snapshot, stream, head, receipts and keys for edges. */
@Module({
  controllers: [
    FeedKeysHttpController,
    HeadHttpController,
    ReceiptsHttpController,
    SnapshotHttpController,
    StreamHttpController,
  ],
  providers: [EdgeCredentialsGuard, FeedHistory, ReceiptsService, SnapshotService, StreamConnections],
})
export class FeedModule {}
