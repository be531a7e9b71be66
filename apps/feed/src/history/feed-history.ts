import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DecisionLog, type FoldedDecision } from '#decision-log';
import type { Position } from '#domain';
import { Runtime } from '#platform';

/** One decision as the stream sends it. */
export interface FeedEntry {
  readonly generation: string;
  readonly offset: number;
  /** Offset of the organisation's previous decision; -1 for its first. */
  readonly previousOffset: number;
  /** Epoch ms, the log's clock. */
  readonly appendedAtMs: number;
  /** Epoch ms, this process's clock, when the decision was folded here. */
  readonly foldedAtMs: number;
  /** The `data:` of its event, written once for all who listen. */
  readonly data: string;
}

type Listener = (entry: FeedEntry) => void;

/** Decisions kept per organisation for streams that resume; older positions need a snapshot. */
const KEPT_PER_ORG = 2000;
/** Most that a stream is given at once, characters; who missed more gets along faster with a snapshot. */
const MAX_MISSED = 1024 * 1024;

/** The newest decisions of each organisation, and who listens for the next. */
@Injectable()
export class FeedHistory implements OnModuleDestroy {
  private readonly entries = new Map<string, FeedEntry[]>();
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly stop: () => void;

  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {
    this.stop = decisions.onFolded((folded) => {
      this.keep(folded);
    });
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** Last decision of the organisation; offset -1 where there is none yet, `null` before the log is known. */
  head(orgId: string): Position | null {
    return this.runtime.decisions.org(orgId)?.position ?? this.before(orgId);
  }

  /**
   * Waits until this process knows as much as whoever stands at the position: another process may have sent it there, and may be
   * ahead. @throws EventLogError
   */
  async reach(orgId: string, position: Position): Promise<void> {
    const head = this.head(orgId);
    if (head?.generation === position.generation && position.offset > head.offset)
      await this.decisions.catchUp(orgId);
  }

  /**
   * Everything after a decision of the organisation (or after offset -1), without a hole. `null` when that isn't kept any more, is
   * too much, or the position is none of this log.
   */
  since(orgId: string, position: Position): readonly FeedEntry[] | null {
    const head = this.head(orgId);
    if (head?.generation !== position.generation || position.offset > head.offset) return null;
    if (position.offset === head.offset) return [];
    const kept = this.entries.get(orgId) ?? [];
    const index = firstAfter(kept, position.offset);
    const next = kept[index];
    if (next?.generation !== position.generation || next.previousOffset !== position.offset) return null;
    const missed = kept.slice(index);
    return missed.reduce((sum, { data }) => sum + data.length, 0) > MAX_MISSED ? null : missed;
  }

  /** One decision that is still kept. */
  find(orgId: string, offset: number): FeedEntry | undefined {
    const kept = this.entries.get(orgId) ?? [];
    const entry = kept[firstAfter(kept, offset - 1)];
    return entry?.offset === offset ? entry : undefined;
  }

  /** Listens for the organisation's next decisions; answers the way to stop. */
  listen(orgId: string, listener: Listener): () => void {
    const set = this.listeners.get(orgId) ?? new Set();
    this.listeners.set(orgId, set);
    set.add(listener);
    return () => {
      set.delete(listener);
      // By now another set may stand there: stopping twice must not silence who came after.
      if (set.size === 0 && this.listeners.get(orgId) === set) this.listeners.delete(orgId);
    };
  }

  private before(orgId: string): Position | null {
    const generation = this.runtime.decisions.positionOf(orgId)?.generation;
    return generation === undefined ? null : { generation, offset: -1 };
  }

  private keep({ orgId, record, previousOffset }: FoldedDecision): void {
    const { generation, offset, appendedAtMs, value, headers } = record;
    const prev = `${generation}:${String(previousOffset)}`;
    const data = JSON.stringify({ prev, appendedAtMs, value, headers });
    const entry = {
      generation,
      offset,
      previousOffset,
      appendedAtMs,
      foldedAtMs: this.runtime.ambient.now(),
      data,
    };
    const kept = this.entries.get(orgId) ?? [];
    this.entries.set(orgId, kept);
    kept.push(entry);
    // Dropped in halves, so that keeping one more costs nothing on the average.
    if (kept.length > KEPT_PER_ORG * 2) kept.splice(0, KEPT_PER_ORG);
    for (const listener of this.listeners.get(orgId) ?? []) listener(entry);
  }
}

/** Index of the first entry behind the offset; the entries are in log order. */
function firstAfter(entries: readonly FeedEntry[], offset: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.offset ?? Infinity) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
