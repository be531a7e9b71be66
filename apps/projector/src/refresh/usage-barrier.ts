import { parsePosition, type RefreshDoc } from '#domain';
import { type EventLog, USAGE_TOPIC } from '#event-log';
import { PROJECTOR, type ReadModelStore, type Stored } from '#read-models';

type Barrier = NonNullable<RefreshDoc['barrier']>;

/** Where each partition of the usage log ends now. */
export async function usageBarrier(log: Pick<EventLog, 'partitions' | 'bounds'>): Promise<Barrier> {
  return Promise.all(
    Array.from({ length: log.partitions(USAGE_TOPIC) }, async (_, partition) => {
      const { generation, first, end } = await log.bounds(USAGE_TOPIC, partition);
      return { generation, offset: first === end ? -1 : end - 1 };
    }),
  );
}

/** Whether every document holds the usage log up to there. */
export async function isBarrierReached(
  store: Pick<ReadModelStore, 'checkpoint'>,
  barrier: Barrier,
): Promise<boolean> {
  const reached = await Promise.all(
    barrier.map((place, partition) => isHeld(store, USAGE_TOPIC, partition, place)),
  );
  return reached.every(Boolean);
}

/** Whether all documents, not this one alone, hold what this one holds of the usage log. */
export async function isHeldByAll(
  store: Pick<ReadModelStore, 'checkpoint'>,
  { positions }: Pick<Stored, 'positions'>,
): Promise<boolean> {
  for (const [source, position] of Object.entries(positions)) {
    const [topic = '', partition = ''] = source.split('/');
    if (topic !== USAGE_TOPIC) continue;
    const place = parsePosition(position);
    if (place === null || !(await isHeld(store, topic, Number(partition), place))) return false;
  }
  return true;
}

async function isHeld(
  store: Pick<ReadModelStore, 'checkpoint'>,
  topic: string,
  partition: number,
  { generation, offset }: Barrier[number],
): Promise<boolean> {
  if (offset < 0) return true;
  const checkpoint = await store.checkpoint(PROJECTOR, topic, partition);
  return checkpoint?.generation === generation && checkpoint.offset >= offset;
}
