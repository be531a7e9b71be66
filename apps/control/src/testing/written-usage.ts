import { decodeUsage } from '#contracts';
import type { UsageFact } from '#domain';
import { type EventLog, USAGE_TOPIC } from '#event-log';
import { collect } from '#event-log/testing';

/** The usage facts in the log, one partition after another. */
export async function writtenUsage(log: EventLog): Promise<readonly UsageFact[]> {
  const partitions = Array.from({ length: log.partitions(USAGE_TOPIC) }, (_, partition) => partition);
  const bounds = await Promise.all(partitions.map((partition) => log.bounds(USAGE_TOPIC, partition)));
  const count = bounds.reduce((sum, { end }) => sum + end, 0);
  const records = await collect(log, USAGE_TOPIC, { count });
  return records
    .map((record) => decodeUsage(record))
    .flatMap((decoded) => (decoded.kind === 'usage' ? [decoded.usage.fact] : []));
}
