import { describeWith } from '#test/harness';
import { KafkaWorkbench } from '#test/harness/kafka-workbench';
import type { EventLog } from '../event-log.port.js';
import { eventLogContract, type EventLogHarness } from '../testing/index.js';

const PARTITIONS = { partitions: { decisions: 3, usage: 4 } };

describeWith('kafka')('on a real broker', ({ kafka }) => {
  eventLogContract('kafka', () => makeHarness(kafka.brokers));
});

async function makeHarness(brokers: readonly string[]): Promise<EventLogHarness> {
  const bench = new KafkaWorkbench(brokers);
  const open = (): Promise<EventLog> => bench.started(PARTITIONS);
  return {
    log: await open(),
    reopen: open,
    deleteBefore: async (topic, partition, offset) => {
      await bench.deleteBefore(topic, offset, partition);
    },
    dispose: () => bench.dispose(),
  };
}
