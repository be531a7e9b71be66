// The process that the crash tests kill: projects the sample payments in batches, from its checkpoint on.
import { projectBatch } from '../engine/project-batch.js';
import type { ReadModelStore } from '../read-model-store.port.js';
import type { CrashingProjectorOptions } from './crashing-projector.js';
import type { StorageAddress } from './read-models-under-test.js';
import {
  ORDERED_COLLECTIONS,
  ORDERED_PROJECTIONS,
  payments,
  SAMPLE_COLLECTIONS,
  SAMPLE_PROJECTIONS,
} from './sample-projections.js';

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

const { address, facts, batch, hangAtCheckpoint, hangAtWrite } = JSON.parse(
  process.argv[2] ?? '',
) as CrashingProjectorOptions & {
  address: StorageAddress;
};
const store = await open(address);
await store.open([...SAMPLE_COLLECTIONS, ...ORDERED_COLLECTIONS]);
const start = ((await store.checkpoint(PROJECTOR, 'sample', 0))?.offset ?? -1) + 1;

async function hang(): Promise<never> {
  console.log('hanging');
  return new Promise(() => setInterval(() => undefined, 1000));
}

let checkpoints = 0;
const saveCheckpoint = store.saveCheckpoint.bind(store);
store.saveCheckpoint = async (...args) => {
  checkpoints += 1;
  if (checkpoints === hangAtCheckpoint) await hang();
  await saveCheckpoint(...args);
  console.log('checkpoint');
};

let writes = 0;
const write = store.write.bind(store);
store.write = async (collection, ...args) => {
  if (collection === hangAtWrite?.collection) writes += 1;
  if (collection === hangAtWrite?.collection && writes === hangAtWrite.time) await hang();
  return write(collection, ...args);
};

const log = payments(facts);
for (let at = start; at < facts; at += batch) {
  await projectBatch(store, {
    projector: PROJECTOR,
    projections: [...SAMPLE_PROJECTIONS, ...ORDERED_PROJECTIONS],
    facts: log.slice(at, at + batch),
  });
}
