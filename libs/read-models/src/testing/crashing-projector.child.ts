// The process that the crash tests kill: projects the sample payments in batches, from its checkpoint on.
import { projectBatch } from '../engine/project-batch.js';
import type { ReadModelStore } from '../read-model-store.port.js';
import type { CrashingProjectorOptions } from './crashing-projector.js';
import type { StorageAddress } from './read-models-under-test.js';
import { payments, SAMPLE_COLLECTIONS, SAMPLE_PROJECTIONS } from './sample-projections.js';

const PROJECTOR = 'sample-projector';

async function open(address: StorageAddress): Promise<ReadModelStore> {
  if (address.kind === 'mongo') {
    const { createMongoReadModels } = await import('../mongo/index.js');
    return createMongoReadModels(address);
  }
  const { openEmbeddedDatabase } = await import('#embedded');
  const { createEmbeddedReadModels } = await import('../embedded/index.js');
  return createEmbeddedReadModels({ database: await openEmbeddedDatabase({ file: address.file }) });
}

const { address, facts, batch, hangAtCheckpoint } = JSON.parse(
  process.argv[2] ?? '',
) as CrashingProjectorOptions & {
  address: StorageAddress;
};
const store = await open(address);
await store.open(SAMPLE_COLLECTIONS);
const start = ((await store.checkpoint(PROJECTOR, 'sample', 0))?.offset ?? -1) + 1;

let checkpoints = 0;
const saveCheckpoint = store.saveCheckpoint.bind(store);
store.saveCheckpoint = async (...args) => {
  checkpoints += 1;
  if (checkpoints === hangAtCheckpoint) {
    console.log('hanging');
    await new Promise(() => setInterval(() => undefined, 1000));
  }
  await saveCheckpoint(...args);
  console.log('checkpoint');
};

const log = payments(facts);
for (let at = start; at < facts; at += batch) {
  await projectBatch(store, {
    projector: PROJECTOR,
    projections: SAMPLE_PROJECTIONS,
    facts: log.slice(at, at + batch),
  });
}
