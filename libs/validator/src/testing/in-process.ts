import {
  type Effect,
  emptyRevocationState,
  fold,
  formatPosition,
  type Position,
  type RevocationState,
  type WatermarkScope,
} from '#domain';
import type { ValidatorOptions } from '../options/validator.options.js';
import { RefusedTokenError } from '../refusal/refusal.errors.js';
import { stateSource } from '../sources/state.source.js';
import { createValidator } from '../validator.js';
import type { Validator } from '../verify/validator.port.js';
import { TestClocks } from './clocks.js';

/** A validator over a state that the test folds into, on clocks that the test sets. */
export class InProcess {
  readonly clocks = new TestClocks();
  readonly state: RevocationState = emptyRevocationState();
  readonly validator: Validator;
  #offset = 0;

  constructor(options: Omit<ValidatorOptions, 'source'>) {
    const source = stateSource({ state: () => this.state, knownAsOf: () => this.clocks.monotonicMs });
    const { clock, monotonic } = this.clocks;
    this.validator = createValidator({ clock, monotonic, ...options, source });
  }

  /** Folds a record with these effects, appended now; answers its position. */
  record(...effects: Effect[]): Position {
    const position = { generation: 'g1', offset: this.#offset++ };
    fold(this.state, { position, appendedAtMs: this.clocks.wallMs, effects, keepUntilMs: null });
    return position;
  }

  /** Folds a watermark over access tokens, as of now. */
  revoke(of: WatermarkScope): Position {
    return this.record({
      effect: 'notBefore',
      of,
      kinds: ['access'],
      time: new Date(this.clocks.wallMs).toISOString(),
    });
  }

  /** The `rpos` of a token that is minted now. */
  get rpos(): string {
    return formatPosition({ generation: 'g1', offset: this.#offset - 1 });
  }
}

/** `accepted`, or the refusal's code, with the verdict's reason where there is one. */
export async function outcome(validator: Validator, token: string): Promise<string> {
  try {
    await validator.verify(token);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof RefusedTokenError)) throw error;
    return error.reason ?? error.code;
  }
}
