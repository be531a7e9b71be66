import { startProjector } from '#apps/projector';
import type { EventLog, LogBatch } from '#event-log';
import type { ReadModelStore } from '#read-models';

/** The projector of the product, without a log in front of it. */
export interface Projected {
  /** Resolves when all batches are durable. They are projected at the same time, because partitions are read at the same time. */
  project(batches: readonly LogBatch[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts the projector on a store that is open. */
export async function startProjected(store: ReadModelStore): Promise<Projected> {
  let onBatch: (batch: LogBatch) => Promise<void> = () => Promise.reject(new Error('nobody reads the log'));
  const log: Pick<EventLog, 'joinGroup' | 'bounds' | 'consume'> = {
    // There are no records before the workload's own.
    bounds: () =>
      Promise.resolve({ generation: '', first: Number.MAX_SAFE_INTEGER, end: Number.MAX_SAFE_INTEGER }),
    consume: () => Promise.reject(new Error('nothing stands before the workload')),
    joinGroup: (options) => {
      ({ onBatch } = options);
      return Promise.resolve({ close: () => Promise.resolve() });
    },
  };
  const projector = await startProjector({ log, store });
  return {
    project: async (batches) => {
      await Promise.all(batches.map((batch) => onBatch(batch)));
      const { unreadable, unknown } = projector.counters;
      if (unreadable + unknown > 0) throw new Error('the projector could not read the workload');
    },
    close: () => projector.close(),
  };
}
