import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { encodeSnapshot } from '#contracts';
import { DEFAULT_MAX_LIFETIME_MS, type Position } from '#domain';
import { type PlatformSigner, ProblemException, Runtime } from '#platform';
import { FeedHistory } from '../history/feed-history.js';

/** One organisation's state at one position, ready to send. */
export interface FeedSnapshot {
  readonly position: Position;
  readonly etag: string;
  readonly bytes: Uint8Array;
}

interface Cached {
  readonly position: Position;
  readonly snapshot: Promise<FeedSnapshot>;
}

/** Most organisations whose newest snapshot is kept. The least recently asked for is evicted. */
const MAX_CACHED = 64;

/** Makes signed snapshots, one per organisation and position however many edges ask. Only the newest of each organisation is kept. */
@Injectable()
export class SnapshotService {
  private readonly cached = new Map<string, Cached>();
  private signer: Promise<PlatformSigner> | null = null;

  constructor(
    private readonly runtime: Runtime,
    private readonly history: FeedHistory,
  ) {}

  /** @throws ProblemException `NOT_READY`, `ORG_NOT_FOUND` */
  async snapshot(orgId: string): Promise<FeedSnapshot> {
    const signer = await this.signingKey();
    const position = this.history.head(orgId);
    // Checked again: a log that failed after the request was admitted must not become an edge's baseline.
    if (position === null || this.runtime.decisions.trouble !== null)
      throw new ProblemException('NOT_READY', { headers: { 'retry-after': '1' } });
    const known = this.cached.get(orgId);
    const isNewest =
      known?.position.generation === position.generation && known.position.offset === position.offset;
    const snapshot = isNewest ? known.snapshot : this.make(orgId, position, signer);
    this.keep(orgId, { position, snapshot });
    return snapshot;
  }

  private keep(orgId: string, made: Cached): void {
    this.cached.delete(orgId);
    this.cached.set(orgId, made);
    made.snapshot.catch(() => {
      if (this.cached.get(orgId) === made) this.cached.delete(orgId);
    });
    const [oldest] = this.cached.keys();
    if (this.cached.size > MAX_CACHED && oldest !== undefined) this.cached.delete(oldest);
  }

  private signingKey(): Promise<PlatformSigner> {
    if (this.signer !== null) return this.signer;
    const asked = this.runtime.platformKeys.signer('snapshots');
    this.signer = asked;
    // A failure isn't remembered: the next request asks the store again.
    asked.catch(() => (this.signer = null));
    return asked;
  }

  /** Reads the state before the first `await`, so that it is the state at that position. */
  private async make(orgId: string, position: Position, signer: PlatformSigner): Promise<FeedSnapshot> {
    const org = this.runtime.decisions.org(orgId);
    if (org === undefined) throw new ProblemException('ORG_NOT_FOUND');
    const bytes = await encodeSnapshot(
      { orgId, state: org.revocations, maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS },
      signer,
    );
    const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
    return { position, etag: `"${digest}"`, bytes };
  }
}
