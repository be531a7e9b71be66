import { describe, expect, it } from '@jest/globals';
import { createKafkaLog } from '../create-kafka-log.js';
import { settingsOf, USAGE_RETENTION_MS } from './kafka-log.options.js';

const valid = { brokers: ['127.0.0.1:9092'], clientId: 'test', partitions: { decisions: 1, usage: 1 } };

describe('options of the Kafka log', () => {
  it('have defaults', () => {
    expect(settingsOf(valid)).toMatchObject({
      topicPrefix: '',
      usageRetentionMs: USAGE_RETENTION_MS,
      requestTimeoutMs: 3000,
      replicationFactor: null,
    });
  });

  it('are refused with all their problems at once, before anything connects', () => {
    const make = () =>
      createKafkaLog({
        brokers: [],
        clientId: '',
        topicPrefix: 'a b',
        partitions: { decisions: 0, usage: 1.5 },
        replicationFactor: -1,
        usageRetentionMs: Number.NaN,
      });
    expect(make).toThrow(TypeError);
    const problems = [
      'brokers',
      'clientId',
      'topicPrefix',
      'decisions',
      'usage',
      'replicationFactor',
      'usageRetentionMs',
    ];
    for (const problem of problems) expect(make).toThrow(problem);
  });

  it('name the brokers and the topics in the description, and no credential', () => {
    const { description } = createKafkaLog({
      ...valid,
      topicPrefix: 'staging.',
      sasl: { mechanism: 'plain', username: 'someone', password: 'canary-secret' },
    });
    expect(description).toBe(
      'Kafka at 127.0.0.1:9092, topics staging.rescind.decisions.v1, staging.rescind.usage.v1',
    );
  });
});
