import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { murmur2, partitionOfKey } from './partition-of-key.js';

describe('the partition of a key', () => {
  it('is the one that Kafka’s default partitioner chooses', () => {
    const choose = Partitioners.DefaultPartitioner();
    const keys = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.uuid());
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 64 }), (key, count) => {
        const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({
          partitionId,
          partitionErrorCode: 0,
          leader: 1,
          replicas: [1],
          isr: [1],
          offlineReplicas: [],
        }));
        const theirs = choose({
          topic: 't',
          partitionMetadata,
          message: { key: Buffer.from(key), value: null },
        });
        expect(partitionOfKey(key, count)).toBe(theirs);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('follows the vector of Kafka’s own tests: %s', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });
});
