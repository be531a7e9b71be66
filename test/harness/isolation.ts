import { randomUUID } from 'node:crypto';

/** How every name begins that a test makes on a server, so that one that is not ours can be swept. */
const TEST_NAME_PREFIX = 'rescind-test-';

/**
 * A name that no other test uses: a topic prefix, a consumer group, a database, a key prefix. Letters, digits and `-`.
 * @param label says whose it is, for people; letters, digits and `-`
 */
function uniqueName(label: string): string {
  return `${TEST_NAME_PREFIX}${label}-${randomUUID().slice(0, 13)}`;
}

/** Prefix for the topics (and groups) of one test. */
export function uniqueTopicPrefix(label = 'topics'): string {
  return `${uniqueName(label)}.`;
}

/** A MongoDB database of its own for one test, within MongoDB's 63 bytes. */
export function uniqueDatabase(label = 'db'): string {
  return uniqueName(label).slice(0, 63);
}

/** Prefix for the Redis keys and channels of one test. */
export function uniqueKeyPrefix(label = 'keys'): string {
  return `${uniqueName(label)}:`;
}
