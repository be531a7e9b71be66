import { importVerificationKeys } from '#contracts';
import type { EventLog, LogRecord } from '#event-log';
import { createKafkaLog } from '#event-log/kafka';
import { createValidator, feedSource, logSource, type ReadableLog, type RevocationSource } from '#validator';
import { until } from '../../test/platform/until.ts';
import { type Deployment, PARTITIONS } from './deployment.ts';
import { ObservedEdge } from './observed-edge.ts';

const ORG = 'default';

/** The edge that is measured. There is one at a time: two in one process would wait for each other. */
export interface Edge {
  readonly observed: ObservedEdge;
  close(): Promise<void>;
}

/** An edge that learns from the feed. */
export async function startFeedEdge(deployment: Deployment): Promise<Edge> {
  const credential = await register(deployment);
  const observed = edgeOn(
    deployment,
    feedSource({ url: deployment.urlOf('feed'), orgId: ORG, ...credential }),
  );
  await observed.ready();
  return { observed, close: () => observed.close() };
}

/** An edge that reads the log on Kafka itself. `onRecord` gets each decision as it stands there. */
export async function startKafkaEdge(
  deployment: Deployment,
  onRecord: (record: LogRecord) => void,
): Promise<Edge> {
  const keys = await feedKeys(deployment, await register(deployment));
  const log = createKafkaLog({
    brokers: deployment.brokers,
    clientId: 'bench-edge',
    topicPrefix: deployment.topicPrefix,
    partitions: PARTITIONS,
  });
  await log.start();
  const verificationKeys = await importVerificationKeys(keys);
  const observed = edgeOn(
    deployment,
    logSource({ log: tapped(log, onRecord), orgId: ORG, verificationKeys }),
  );
  await observed.ready();
  return {
    observed,
    close: async () => {
      await observed.close();
      await log.close();
    },
  };
}

interface Credential {
  readonly edgeId: string;
  readonly edgeSecret: string;
}

async function register({ platform }: Deployment): Promise<Credential> {
  const { status, body, text } = await platform.api.post('/edges', { name: 'bench' });
  if (status !== 201) throw new Error(`the edge was not registered: ${String(status)} ${text}`);
  return { edgeId: String(body['edge_id']), edgeSecret: String(body['edge_secret']) };
}

function edgeOn({ platform }: Deployment, source: RevocationSource): ObservedEdge {
  const { issuer } = platform;
  const trusted = {
    issuer,
    jwksUri: `${issuer}/jwks`,
    audience: platform.url,
    algorithms: ['RS256'],
    own: true,
  } as const;
  return new ObservedEdge(source, (observed) => createValidator({ issuers: [trusted], source: observed }));
}

/** Waits until the feed has read that the edge was registered. */
function feedKeys(deployment: Deployment, { edgeId, edgeSecret }: Credential): Promise<unknown> {
  const authorization = `Basic ${Buffer.from(`${edgeId}:${edgeSecret}`).toString('base64')}`;
  return until('the feed gives its keys', async () => {
    const response = await fetch(`${deployment.urlOf('feed')}/feed/keys`, { headers: { authorization } });
    return response.ok ? response.json() : null;
  });
}

/** The log, which also reports each record that is read. */
function tapped(log: EventLog, onRecord: (record: LogRecord) => void): ReadableLog {
  return {
    partitionOf: (topic, key) => log.partitionOf(topic, key),
    bounds: (topic, partition) => log.bounds(topic, partition),
    consume: (options) =>
      log.consume({
        ...options,
        onBatch: (batch) => {
          batch.records.forEach(onRecord);
          return options.onBatch(batch);
        },
      }),
  };
}
