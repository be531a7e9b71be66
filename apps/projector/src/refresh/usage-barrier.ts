import { parsePosition } from '#domain';
import { DECISIONS_TOPIC, endsOf, type EventLog, type TopicName, USAGE_TOPIC } from '#event-log';
import { PROJECTOR, type ReadModelStore, type RefreshDoc, type Stored } from '#read-models';

type Barrier = NonNullable<RefreshDoc['barrier']>;

type Bounded = Pick<EventLog, 'partitions' | 'bounds'>;
type Held = Pick<ReadModelStore, 'checkpoint'>;

/** Where each partition of the usage log ends now. */
export function usageBarrier(log: Bounded): Promise<Barrier> {
  return endsOf(log, USAGE_TOPIC);
}

/** Whether every document holds the usage log up to there. */
export function isBarrierReached(store: Held, barrier: Barrier): Promise<boolean> {
  return isHeldUpTo(store, USAGE_TOPIC, barrier);
}

/** Asks, once each call, whether every document holds both topics up to where they ended at the first call. */
export function filledSince({ store, log }: { readonly store: Held; readonly log: Bounded }) {
  const topics = [DECISIONS_TOPIC, USAGE_TOPIC] as const;
  let ends: readonly Barrier[] | null = null;
  return async (): Promise<boolean> => {
    ends ??= await Promise.all(topics.map((topic) => endsOf(log, topic)));
    const held = await Promise.all(topics.map((topic, at) => isHeldUpTo(store, topic, ends?.[at] ?? [])));
    return held.every(Boolean);
  };
}

async function isHeldUpTo(store: Held, topic: TopicName, ends: Barrier): Promise<boolean> {
  const held = await Promise.all(ends.map((place, partition) => isHeld(store, topic, partition, place)));
  return held.every(Boolean);
}

/** Whether all documents, not this one alone, hold what this one holds of the usage log. */
export async function isHeldByAll(store: Held, { positions }: Pick<Stored, 'positions'>): Promise<boolean> {
  for (const [source, position] of Object.entries(positions)) {
    const [topic = '', partition = ''] = source.split('/');
    if (topic !== USAGE_TOPIC) continue;
    const place = parsePosition(position);
    if (place === null || !(await isHeld(store, topic, Number(partition), place))) return false;
  }
  return true;
}

async function isHeld(
  store: Held,
  topic: string,
  partition: number,
  { generation, offset }: Barrier[number],
): Promise<boolean> {
  if (offset < 0) return true;
  const checkpoint = await store.checkpoint(PROJECTOR, topic, partition);
  return checkpoint?.generation === generation && checkpoint.offset >= offset;
}
