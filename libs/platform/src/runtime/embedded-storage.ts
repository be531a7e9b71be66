import { type EmbeddedDatabase, openEmbeddedDatabase } from '#embedded';
import { createEmbeddedLog } from '#event-log/embedded';
import { createEmbeddedReadModels } from '#read-models/embedded';
import { createEmbeddedCredentials } from '../credentials/index.js';
import type { RuntimeStorage } from './runtime.js';

/** All storage of one process in one local file. */
export interface EmbeddedStorage extends RuntimeStorage {
  readonly database: EmbeddedDatabase;
}

/** Opens the embedded storage. @throws EmbeddedDatabaseError when another process has the file. */
export async function openEmbeddedStorage(file: string): Promise<EmbeddedStorage> {
  let broken: string | null = null;
  const database = await openEmbeddedDatabase({
    file,
    onFailure: () => {
      broken =
        'The embedded database failed and stays unusable. Restart this process; the log says what happened.';
    },
  });
  const log = createEmbeddedLog({ database });
  return {
    database,
    log,
    readModels: createEmbeddedReadModels({ database }),
    credentials: createEmbeddedCredentials(database),
    open: () => Promise.resolve(),
    trouble: () => broken,
    async close() {
      await log.close();
      await database.close();
    },
  };
}
