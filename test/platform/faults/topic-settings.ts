import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import type { TopicName } from '#event-log';
import { patchRequestQueue } from '../../../libs/event-log/src/kafka/client/request-queue.patch.js';
import type { DistributedServers } from '../processes/platform.js';

/** `ConfigSource` of what was set for the topic itself (Kafka protocol, DescribeConfigs). */
const OF_TOPIC = '1';

/** Changes a setting of a topic behind the platform's back; answers how to put everything back. */
export async function changeTopic(
  { brokers, topicPrefix }: DistributedServers,
  topic: TopicName,
  setting: string,
  value: string,
): Promise<() => Promise<void>> {
  patchRequestQueue();
  const name = topicPrefix + topic;
  const type = ConfigResourceTypes.TOPIC;
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type, name }] });
  const before = (resources[0]?.configEntries ?? [])
    .filter(({ configSource }) => String(configSource) === OF_TOPIC)
    .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
  // This call replaces all that was set for the topic.
  const write = (configEntries: typeof before) =>
    admin.alterConfigs({ validateOnly: false, resources: [{ type, name, configEntries }] });
  await write([...before.filter((entry) => entry.name !== setting), { name: setting, value }]);
  return async () => {
    await write(before);
    await admin.disconnect();
  };
}
