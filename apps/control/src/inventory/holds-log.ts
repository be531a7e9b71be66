import { endsOf, type EventLog, USAGE_TOPIC } from '#event-log';
import { type ReadModelStore, waitForCheckpoint } from '#read-models';

/** How far the inventory is behind the log at most, ms, while all is well. */
const USUAL_LAG_MS = 2000;

/** What the inventory and the log are asked through. */
export interface Inventory {
  readonly readModels: ReadModelStore;
  readonly log: Pick<EventLog, 'partitions' | 'bounds'>;
}

/**
 * Whether what the usage log holds now is in the inventory, or is so within two seconds: the age of what isn't yet says whether it
 * is behind. @throws EventLogError, ReadModelError
 */
export async function holdsLog({ readModels, log }: Inventory): Promise<boolean> {
  const ends = await endsOf(log, USAGE_TOPIC);
  const held = await Promise.all(
    ends.map(
      async (end, partition) =>
        end.offset < 0 || waitForCheckpoint(readModels, USAGE_TOPIC, partition, end, USUAL_LAG_MS),
    ),
  );
  return held.every(Boolean);
}
