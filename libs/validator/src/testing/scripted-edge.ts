import { DEFAULT_MAX_LIFETIME_MS, type Effect, emptyRevocationState, fold, type Position } from '#domain';
import type { ValidatorOptions } from '../options/validator.options.js';
import type { RevocationSink, RevocationSource } from '../sources/revocation-source.port.js';
import { createValidator } from '../validator.js';
import type { Validator } from '../verify/validator.port.js';
import { TestClocks } from './clocks.js';
import { outcome } from './in-process.js';
import { makeKey, ownClaims, ownIssuer, sign, type TestKey } from './tokens.js';

/** A position of the log. */
export const at = (offset: number, generation = 'g1'): Position => ({ generation, offset });

/** A source that delivers what the test says. */
class ScriptedSource implements RevocationSource {
  sink: RevocationSink | null = null;
  start(sink: RevocationSink): Promise<void> {
    this.sink = sink;
    return Promise.resolve();
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

let key: TestKey | null = null;

/** A validator whose source and clocks are in the hands of the test. */
export class ScriptedEdge {
  private constructor(
    readonly validator: Validator,
    readonly sink: RevocationSink,
    readonly clocks: TestClocks,
    private readonly tokens: { readonly good: string; readonly known: string },
  ) {}

  static async start(options: Partial<ValidatorOptions> = {}): Promise<ScriptedEdge> {
    key ??= await makeKey('EdDSA');
    const clocks = new TestClocks();
    const source = new ScriptedSource();
    const { clock, monotonic } = clocks;
    const validator = createValidator({
      issuers: [ownIssuer([key])],
      source,
      clock,
      monotonic,
      ...options,
    });
    if (source.sink === null) throw new Error('the source was not started');
    const good = await sign(key, ownClaims(clocks.seconds));
    const known = await sign(key, ownClaims(clocks.seconds, { jti: 'known' }));
    return new ScriptedEdge(validator, source.sink, clocks, { good, known });
  }

  /** Delivers a snapshot at a position. */
  adopt(position: Position | null, ...effects: Effect[]): void {
    const state = emptyRevocationState();
    if (position !== null)
      fold(state, { position, appendedAtMs: this.clocks.wallMs, effects, keepUntilMs: null });
    this.sink.adopt({ state, position, maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS });
  }

  /** Delivers a record. */
  absorb(position: Position, ...effects: Effect[]): void {
    this.sink.absorb({ position, appendedAtMs: this.clocks.wallMs, effects, keepUntilMs: null });
  }

  /** The head is asked for now, and is this. */
  complete(position: Position | null): boolean {
    return this.sink.complete(position, this.clocks.monotonicMs);
  }

  /** What becomes of a good token, `jti` token-1. */
  token(): Promise<string> {
    return outcome(this.validator, this.tokens.good);
  }

  /** What becomes of the token with `jti` known. */
  known(): Promise<string> {
    return outcome(this.validator, this.tokens.known);
  }
}
