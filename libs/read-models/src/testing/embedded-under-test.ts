import { openEmbeddedDatabase, type EmbeddedDatabase } from '#embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedReadModels } from '../embedded/index.js';
import type { ReadModelsUnderTest } from './read-models-under-test.js';

/** An embedded storage in a temporary folder. */
export async function embeddedUnderTest(): Promise<ReadModelsUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'rescind-read-models-'));
  const file = join(folder, 'rescind.db');
  let database: EmbeddedDatabase | null = null;
  const disconnect = async (): Promise<void> => {
    await database?.close();
    database = null;
  };
  return {
    address: { kind: 'embedded', file },
    async connect() {
      database ??= await openEmbeddedDatabase({ file });
      return createEmbeddedReadModels({ database });
    },
    disconnect,
    async dispose() {
      await disconnect();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
