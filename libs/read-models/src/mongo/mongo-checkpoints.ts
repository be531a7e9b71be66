import type { Collection } from 'mongodb';
import type { Checkpoint } from '../read-model-store.port.js';

/** A projector's checkpoint in a topic partition, as it is stored in MongoDB. */
export interface CheckpointDocument {
  readonly _id: string;
  readonly generation: string;
  readonly offset: number;
}

/** Reads a checkpoint. */
export async function readCheckpoint(
  collection: Collection<CheckpointDocument>,
  id: string,
): Promise<Checkpoint | null> {
  const found = await collection.findOne({ _id: id });
  return found === null ? null : { generation: found.generation, offset: found.offset };
}

/** Moves a checkpoint forward in one atomic update. An older offset of the same generation changes nothing. */
export async function moveCheckpoint(
  collection: Collection<CheckpointDocument>,
  id: string,
  { generation, offset }: Checkpoint,
): Promise<void> {
  const isBehind = {
    $and: [{ $eq: ['$generation', { $literal: generation }] }, { $gte: ['$offset', offset] }],
  };
  await collection.updateOne(
    { _id: id },
    [{ $set: { offset: { $cond: [isBehind, '$offset', offset] }, generation: { $literal: generation } } }],
    { upsert: true },
  );
}
