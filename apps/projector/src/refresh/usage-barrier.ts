import { parsePosition } from '#domain';
import { DECISIONS_TOPIC, endsOf, type EventLog, type TopicName, USAGE_TOPIC } from '#event-log';
import { PROJECTOR, type ReadModelStore, type RefreshDoc, type Stored } from '#read-models';

type Barrier = NonNullable<RefreshDoc['barrier']>;

type LogEnds = Pick<EventLog, 'partitions' | 'bounds'>;
type Checkpoints = Pick<ReadModelStore, 'checkpoint'>;

/** Where each partition of the usage log ends now. */
export function usageBarrier(log: LogEnds): Promise<Barrier> {
  return endsOf(log, USAGE_TOPIC);
}

/** Whether the usage log is projected up to the barrier. */
export function isBarrierReached(store: Checkpoints, barrier: Barrier): Promise<boolean> {
  return isProjectedUpTo(store, USAGE_TOPIC, barrier);
}

/** Makes a question that can be asked again and again: are both topics projected up to where they ended when it was asked first? */
export function filledSince({ store, log }: { readonly store: Checkpoints; readonly log: LogEnds }) {
  const topics = [DECISIONS_TOPIC, USAGE_TOPIC] as const;
  let ends: readonly Barrier[] | null = null;
  return async (): Promise<boolean> => {
    ends ??= await Promise.all(topics.map((topic) => endsOf(log, topic)));
    const projected = await Promise.all(
      topics.map((topic, at) => isProjectedUpTo(store, topic, ends?.[at] ?? [])),
    );
    return projected.every(Boolean);
  };
}

async function isProjectedUpTo(store: Checkpoints, topic: TopicName, ends: Barrier): Promise<boolean> {
  const projected = await Promise.all(
    ends.map((place, partition) => isProjected(store, topic, partition, place)),
  );
  return projected.every(Boolean);
}

/** Whether everything that this document holds of the usage log is projected into all other documents, too. */
export async function isProjectedEverywhere(
  store: Checkpoints,
  { positions }: Pick<Stored, 'positions'>,
): Promise<boolean> {
  for (const [source, position] of Object.entries(positions)) {
    const [topic = '', partition = ''] = source.split('/');
    if (topic !== USAGE_TOPIC) continue;
    const place = parsePosition(position);
    if (place === null || !(await isProjected(store, topic, Number(partition), place))) return false;
  }
  return true;
}

async function isProjected(
  store: Checkpoints,
  topic: string,
  partition: number,
  { generation, offset }: Barrier[number],
): Promise<boolean> {
  if (offset < 0) return true;
  const checkpoint = await store.checkpoint(PROJECTOR, topic, partition);
  return checkpoint?.generation === generation && checkpoint.offset >= offset;
}
