import { decodeDecision } from '#contracts';
import type { RecordedDecision } from '#domain';
import { DECISIONS_TOPIC, type EventLog } from '#event-log';
import { collect } from '#event-log/testing';
import { ORG } from '#platform/testing';

/** The decisions about an organisation that are in the log, accepted or rejected, in order. */
export async function writtenDecisions(log: EventLog, orgId = ORG): Promise<readonly RecordedDecision[]> {
  const partition = log.partitionOf(DECISIONS_TOPIC, orgId);
  const { end } = await log.bounds(DECISIONS_TOPIC, partition);
  const from = new Map([[partition, { generation: null, offset: 0 }]]);
  const records = await collect(log, DECISIONS_TOPIC, { count: end, from });
  return records
    .map((record) => decodeDecision(record))
    .flatMap((decoded) =>
      decoded.kind === 'decision' && decoded.decision.orgId === orgId ? [decoded.decision] : [],
    );
}
