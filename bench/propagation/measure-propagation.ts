import { printAims } from '../shared/aims.ts';
import { Closers } from '../shared/closers.ts';
import { progress } from '../shared/command-line.ts';
import { printReport, type Row } from '../shared/report.ts';
import { summarise } from '../shared/statistics.ts';
import { mintTokens, startDeployment } from './deployment.ts';
import { type Edge, startFeedEdge, startKafkaEdge } from './edges.ts';
import { Floor, type FloorRecord } from './floor.ts';
import { Revoker, type Sample } from './revoker.ts';

const FLOOR = 'kafka-produce-consume';
const PROGRESS_EVERY = 100;

/** How much is measured at each edge. */
export interface Effort {
  readonly count: number;
  readonly warmUp: number;
}

/** Revocations at one edge, and round trips of the floor in between. */
interface Measured {
  readonly samples: readonly Sample[];
  readonly floor: readonly number[];
}

/** Measures the two edges one after the other. */
export async function measurePropagation(effort: Effort): Promise<void> {
  const closers = new Closers();
  try {
    const deployment = await startDeployment(closers);
    const floor = await Floor.start(deployment, closers);
    const revoker = new Revoker(deployment, await deployment.platform.api.serviceToken());
    closers.add(() => {
      revoker.close();
      return Promise.resolve();
    });
    let like: FloorRecord = { value: '', headers: {} };
    const measure = async (name: string, start: () => Promise<Edge>): Promise<Measured> => {
      const edge = await start();
      try {
        progress(`${name}: minting tokens …`);
        const tokens = await mintTokens(deployment.platform, effort.count + effort.warmUp);
        return await inTurns(name, tokens, effort.warmUp, {
          revoke: (token) => revoker.revoke(token, edge.observed),
          // The floor sends the same bytes as the last revocation.
          roundTrip: () => floor.roundTrip(like),
        });
      } finally {
        await edge.close();
      }
    };
    const kafka = await measure('edge on Kafka', () =>
      startKafkaEdge(deployment, (record) => (like = record)),
    );
    const feed = await measure('edge on the feed', () => startFeedEdge(deployment));
    report(feed, kafka);
  } finally {
    await closers.close();
  }
}

/** Alternates who goes first, so that neither always runs right after the other. */
async function inTurns(
  name: string,
  tokens: readonly string[],
  warmUp: number,
  work: { revoke: (token: string) => Promise<Sample>; roundTrip: () => Promise<number> },
): Promise<Measured> {
  const samples: Sample[] = [];
  const floor: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (index % PROGRESS_EVERY === 0) progress(`${name}: ${String(index)} of ${String(tokens.length)}`);
    if (index % 2 === 1) floor.push(await work.roundTrip());
    samples.push(await work.revoke(token));
    if (index % 2 === 0) floor.push(await work.roundTrip());
  }
  return { samples: samples.slice(warmUp), floor: floor.slice(warmUp) };
}

function report(feed: Measured, kafka: Measured): void {
  const refused = ({ samples }: Measured): number[] => samples.map((sample) => sample.refused);
  const sinceAccepted = ({ samples }: Measured): number[] =>
    samples.map((sample) => Math.max(0, sample.refused - sample.accepted));
  const rows = [
    ...rowsOf('sent-to-refused-feed', refused(feed), feed),
    ...rowsOf('accepted-to-refused-feed', sinceAccepted(feed), feed),
    ...rowsOf('sent-to-refused-kafka', refused(kafka), kafka),
  ];
  printReport('propagation', rows);
  printAims(
    rows,
    ['sent-to-refused-feed', 'accepted-to-refused-feed', 'sent-to-refused-kafka'].flatMap((name) => [
      { case: name, peer: FLOOR, figure: 'median', ratio: 2 } as const,
      { case: name, peer: FLOOR, figure: 'p99', ratio: 3 } as const,
    ]),
  );
  const { median, p99 } = summarise(feed.samples.map(({ accepted }) => accepted));
  progress(`sent to accepted (202): median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
}

function rowsOf(name: string, times: readonly number[], { floor }: Measured): Row[] {
  return [
    { case: name, peer: 'rescind', unit: 'ms', ...summarise(times) },
    { case: name, peer: FLOOR, unit: 'ms', ...summarise(floor) },
  ];
}
