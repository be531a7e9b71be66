// How fast the usage pages are over a million apps and ten million tokens: `npm run bench:usage-pages [-- --tokens N] …`.
import '../../scripts/typescript-sources.mjs';
import { readCommandLine, runBench, wholeNumber } from '../shared/command-line.ts';

const TOKENS = 10_000_000;

const HELP = `bench:usage-pages fills MongoDB with an organisation of 10,000,000 tokens, 1,000,000 apps and 100,000 users, and measures how long
its pages take: the first one of a list, one in its middle, the deepest, found by name, sorted and filtered; and the list of active
apps while the refresher works off the revocation of an app's tokens and of the organisation's. Beside it mongodb-skip reads
the same pages of the same collections on the same indexes by find().sort().skip().limit(). The fill goes through the projector, from
records as they stand in the log; what happens in the organisation is the same in every run. Figures are taken when 1 %, 10 %
and all of it is there: pages, tokens per second, bytes per token. A page has 50 rows.

  --tokens N         how many tokens; a tenth as many apps, a hundredth as many users. Default ${String(TOKENS)}
  --sizes A,B,C      numbers of tokens to measure at, ascending; the last one is where it ends. Instead of --tokens
  --max-minutes N    time for filling in all; what is there then is measured. So it is when the disk is nearly full
  --cache-gb N       memory of the server's cache, where the server is started for the run. Default 4
  --database NAME    of the server that MONGODB_URL names: keeps what is filled, and goes on from there the next time. Then without the
                     revocations, which would change it
  --quick            100,000 tokens, and fewer requests
  --json             one JSON object instead of tables
  --help             this text

The peer gets as many requests as the product, or what it can do in ten seconds per case, and three of them at least.
Server: MONGODB_URL where it is set; otherwise a real one is started for the run, with its data in the folder for temporary files.
What the projector's time goes to: node --cpu-prof bench/usage-pages/usage-pages.bench.ts --quick`;

const { quick, more } = readCommandLine(HELP, false, {
  tokens: wholeNumber,
  sizes: ascending,
  'max-minutes': wholeNumber,
  'cache-gb': wholeNumber,
  database: nameOfDatabase,
});
await runBench(async () => {
  const { measureUsagePages } = await import('./measure-usage-pages.ts');
  const tokens = more.tokens ?? (quick ? 100_000 : TOKENS);
  await measureUsagePages({
    sizes: more.sizes ?? [Math.ceil(tokens / 100), Math.ceil(tokens / 10), tokens],
    maxFillMs: (more['max-minutes'] ?? Infinity) * 60_000,
    cacheGb: more['cache-gb'] ?? 4,
    keptIn: more.database ?? null,
    requests: quick ? 100 : 300,
    peerMs: quick ? 3_000 : 10_000,
  });
});

function nameOfDatabase(text: string, name: string): string {
  if (!/^[\w-]{1,63}$/.test(text))
    throw new Error(`--${name}: letters, digits, "_" and "-", 63 at most, please`);
  if (process.env['MONGODB_URL'] === undefined)
    throw new Error(
      `--${name}: a server that is started for the run takes its data with it; set MONGODB_URL`,
    );
  return text;
}

function ascending(text: string, name: string): readonly number[] {
  const numbers = text.split(',').map((part) => wholeNumber(part, name));
  if (numbers.some((number, at) => number <= (numbers[at - 1] ?? 0)))
    throw new Error(`--${name}: ascending numbers, please`);
  return numbers;
}
