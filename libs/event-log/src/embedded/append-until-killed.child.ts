// A process of its own, for the kill test: appends without end, and prints each record once it has been acknowledged.
import { openEmbeddedDatabase } from '#embedded';
import { DECISIONS_TOPIC } from '../event-log.port.js';
import { createEmbeddedLog } from './index.js';

const WRITERS = 8;
const [file = '', round = ''] = process.argv.slice(2);

const log = createEmbeddedLog({ database: await openEmbeddedDatabase({ file }) });
await log.start();

async function appendForEver(writer: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const key = `round-${round}-writer-${String(writer)}`;
    const value = `${String(n)}:${'x'.repeat((n * 37) % 4_000)}`;
    const { partition, offset, generation } = await log.append(DECISIONS_TOPIC, { key, value });
    process.stdout.write(`${JSON.stringify({ partition, offset, generation, key, value })}\n`);
  }
}

await Promise.all(Array.from({ length: WRITERS }, (_, writer) => appendForEver(writer)));
