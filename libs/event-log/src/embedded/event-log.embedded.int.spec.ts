import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase, type EmbeddedDatabase } from '#embedded';
import type { TopicName } from '../event-log.port.js';
import { eventLogContract, type EventLogHarness } from '../testing/index.js';
import { createEmbeddedLog } from './create-embedded-log.js';
import type { EmbeddedLog } from './event-log.embedded.js';

eventLogContract('embedded', makeHarness);

async function makeHarness(): Promise<EventLogHarness> {
  const directory = await mkdtemp(join(tmpdir(), 'rescind-log-'));
  const file = join(directory, 'rescind.db');
  let opened: { database: EmbeddedDatabase; log: EmbeddedLog };
  const open = async () => {
    const database = await openEmbeddedDatabase({ file });
    const log = createEmbeddedLog({ database, partitions: { decisions: 3, usage: 4 } });
    await log.start();
    opened = { database, log };
    return log;
  };
  const close = async () => {
    await opened.log.close();
    await opened.database.close();
  };
  return {
    log: await open(),
    reopen: async () => {
      await close();
      return open();
    },
    deleteBefore: (topic: TopicName, partition: number, offset: number) =>
      opened.log.deleteBefore(topic, partition, offset),
    dispose: async () => {
      await close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
