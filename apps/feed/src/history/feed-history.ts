import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { DecisionLog, type FoldedDecision } from '#decision-log';
import type { Position } from '#domain';
import { Runtime } from '#platform';

/** A decision in the form that the stream sends. */
export interface FeedEntry {
  readonly generation: string;
  readonly offset: number;
  /** Offset of the organisation's previous decision; -1 for its first. */
  readonly previousOffset: number;
  /** Epoch ms, the log's clock. */
  readonly appendedAtMs: number;
  /** Epoch ms, this process's clock, when the decision was folded here. */
  readonly foldedAtMs: number;
  /** The `data:` of its event, serialised once for all streams. */
  readonly data: string;
}

type Observer = (entry: FeedEntry) => void;

/** Newest decisions per organisation that streams can resume from; an edge at an older position needs a snapshot. */
const KEPT_PER_ORG = 2000;
/** Most that a stream gets at once, characters. An edge that missed more is faster with a snapshot. */
const MAX_MISSED = 1024 * 1024;

/** The newest decisions of each organisation, and the observers of the next ones. */
@Injectable()
export class FeedHistory implements OnModuleDestroy {
  private readonly entries = new Map<string, FeedEntry[]>();
  private readonly observers = new Map<string, Set<Observer>>();
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
   * Waits until this process has folded up to an edge's position: another process of the feed, which is ahead of this one, may have sent
   * the edge there. @throws EventLogError
   */
  async reach(orgId: string, position: Position): Promise<void> {
    const head = this.head(orgId);
    if (head?.generation === position.generation && position.offset > head.offset)
      await this.decisions.catchUp(orgId);
  }

  /**
   * All decisions of the organisation after a position (offset -1: from the first), without a gap. `null` where they aren't kept any more
   * or are too many, and where the position isn't one of this log.
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

  /** The decision at an offset, as long as it is kept. */
  find(orgId: string, offset: number): FeedEntry | undefined {
    const kept = this.entries.get(orgId) ?? [];
    const entry = kept[firstAfter(kept, offset - 1)];
    return entry?.offset === offset ? entry : undefined;
  }

  /** Calls the observer with each of the organisation's next decisions. Returns a function that ends this. */
  observe(orgId: string, observer: Observer): () => void {
    const set = this.observers.get(orgId) ?? new Set();
    this.observers.set(orgId, set);
    set.add(observer);
    return () => {
      set.delete(observer);
      // Called a second time, this must not remove a newer set of observers.
      if (set.size === 0 && this.observers.get(orgId) === set) this.observers.delete(orgId);
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
    // Evicted in halves, because removing from the front of an array copies the rest.
    if (kept.length > KEPT_PER_ORG * 2) kept.splice(0, KEPT_PER_ORG);
    for (const observer of this.observers.get(orgId) ?? []) observer(entry);
  }
}

/** Index of the first entry after the offset. Binary search: the entries are in log order. */
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
