// Compares the verification of access tokens. Run it on a build: `npm run build && npm run bench:verify [-- --json]`.
import { readCommandLine } from '../shared/command-line.ts';
import { printReport, type Row } from '../shared/report.ts';
import { summarise } from '../shared/statistics.ts';
import { fastJwt, jose, nodeCrypto, type Peer, rescind } from './peers.ts';
import { revocations } from './revocations.ts';
import { ALGS, makeTokens, type TokenSet } from './tokens.ts';

const HELP = `bench:verify measures how long the check of an access token takes, with 100,000 revocations known: of tokens that were seen before and of
new ones, with RS256, ES256 and EdDSA. Beside it jose, fast-jwt (with its cache and without) and the bare signature check of Node.

  --json      one JSON object instead of a table`;
readCommandLine(HELP, false);

const REVOCATIONS = 100_000;
const TOKENS = 1_000;
/** How much a peer is measured. The calls of a batch are timed together, because reading the clock for each would cost more than the call. */
interface Effort {
  readonly warmUp: number;
  readonly batch: number;
  readonly batches: number;
}

/** For peers with a cache: every token once per batch. */
const MICROSECONDS: Effort = { warmUp: 20 * TOKENS, batch: TOKENS, batches: 200 };
/** For peers that check the signature. */
const SIGNATURES: Effort = { warmUp: 300, batch: 50, batches: 40 };

/** Runs a peer on a set of tokens. Each call gets a new string, so that the engine can't recognise it. */
class Runner {
  readonly peer: Peer;
  readonly samples: number[] = [];
  readonly #set: TokenSet;
  #at = 0;

  constructor(peer: Peer, set: TokenSet) {
    this.peer = peer;
    this.#set = set;
  }

  async run(calls: number): Promise<void> {
    const { tokens } = this.#set;
    for (let call = 0; call < calls; call++) {
      const bytes = tokens[this.#at++ % tokens.length];
      if (bytes !== undefined) await this.peer.verify(bytes.toString('latin1'));
    }
  }

  async sample(calls: number): Promise<void> {
    const begin = process.hrtime.bigint();
    await this.run(calls);
    this.samples.push(Number(process.hrtime.bigint() - begin) / calls);
  }
}

/** Peers alternate, batch by batch, so that other work on the machine slows all of them down alike. */
async function compare(runners: readonly Runner[], effortOf: (runner: Runner) => Effort): Promise<void> {
  for (const runner of runners) await runner.run(effortOf(runner).warmUp);
  const rounds = Math.max(...runners.map((runner) => effortOf(runner).batches));
  for (let round = 0; round < rounds; round++) {
    for (const runner of runners) {
      const { batch, batches } = effortOf(runner);
      if (round % Math.ceil(rounds / batches) === 0) await runner.sample(batch);
    }
  }
}

async function peersOf(set: TokenSet, state: ReturnType<typeof revocations>, seen: boolean): Promise<Peer[]> {
  return [
    rescind(set, state, seen),
    await jose(set),
    fastJwt(set, true),
    fastJwt(set, false),
    nodeCrypto(set),
  ];
}

const seen = ({ peer }: Runner): Effort => (peer.remembers ? MICROSECONDS : SIGNATURES);
const state = revocations(REVOCATIONS);
const rows: Row[] = [];
for (const kind of ['seen', 'new'] as const) {
  for (const alg of ALGS) {
    // New tokens: one for each call. Seen tokens: the same ones again and again.
    const { warmUp, batch, batches } = SIGNATURES;
    const set = await makeTokens(alg, kind === 'seen' ? TOKENS : warmUp + batch * batches);
    const runners = (await peersOf(set, state, kind === 'seen')).map((peer) => new Runner(peer, set));
    await compare(runners, kind === 'seen' ? seen : () => SIGNATURES);
    for (const { peer, samples } of runners) {
      rows.push({ case: `${kind}-${alg}`, peer: peer.name, unit: 'ns', ...summarise(samples) });
      await peer.close();
    }
  }
}
printReport('verify', rows);
