// How long until a revocation is refused, on Kafka: `npm run bench:propagation [-- --json] [-- --quick] [-- --count N]`.
import '../../scripts/typescript-sources.mjs';
import { readCommandLine, runBench } from '../shared/command-line.ts';

const HELP = `bench:propagation measures how long it takes until an edge refuses a token, from the moment at which its
revocation was sent, and from the moment at which it was accepted (202), in a distributed deployment: control, issuer,
projector and feed as processes on real Kafka, MongoDB and Redis. First at an edge that reads Kafka directly, then at one that
listens to the feed. The floor is a bare kafkajs produce (acks=all) to consume of the same record on the same broker, in turns with the revocations.

  --count N   revocations at each edge (500)
  --quick     100 of them
  --json      one JSON object instead of a table
  --help      this text

Servers: KAFKA_BROKERS, MONGODB_URL, REDIS_URL where they are set; otherwise real ones are started for the run.`;

const { count, quick } = readCommandLine(HELP, true);
await runBench(async () => {
  const { measurePropagation } = await import('./measure-propagation.ts');
  await measurePropagation({ count: count ?? (quick ? 100 : 500), warmUp: quick ? 30 : 100 });
});
