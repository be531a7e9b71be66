import { endsOf, type EventLog, USAGE_TOPIC } from '#event-log';
import { type ReadModelStore, waitForCheckpoint } from '#read-models';

/** How far the inventory may be behind the log in normal operation, ms. */
const USUAL_LAG_MS = 2000;

/** The store of the inventory, and the log that it is projected from. */
export interface Inventory {
  readonly readModels: ReadModelStore;
  readonly log: Pick<EventLog, 'partitions' | 'bounds'>;
}

/**
 * Whether the inventory holds everything that is in the usage log now. Waits up to two seconds for it; an inventory that takes longer
 * is behind.
 * @throws EventLogError, ReadModelError
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
