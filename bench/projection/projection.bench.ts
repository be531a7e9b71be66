// How many usage facts become pages per second: `npm run bench:projection [-- --json] [-- --quick]`.
import '../../scripts/typescript-sources.mjs';
import { readCommandLine, runBench } from '../shared/command-line.ts';

const HELP = `bench:projection measures how many TokenIssued and TokenUsed facts per second the projector turns into read models:
records as they stand in the log go in, documents and checkpoints that are durable come out. Into MongoDB, beside bulk
upserts of as many token documents by the bare driver; into the embedded database, beside bare SQL upserts through the same
worker. Peers write the same documents, with the same indexes and the same durability, and take turns with the projector.
The rows ending in -5k, -20k and -80k are the rounds until so many facts were there. p99 is the slowest percentile.

  --quick     up to 10,000 facts instead of 80,000
  --json      one JSON object instead of a table
  --help      this text

Server: MONGODB_URL where it is set; otherwise a real one is started for the run.`;

const { quick } = readCommandLine(HELP, false);
await runBench(async () => {
  const { measureProjection } = await import('./measure-projection.ts');
  await measureProjection({ sizes: quick ? [2_500, 5_000, 10_000] : [5_000, 20_000, 80_000] });
});
