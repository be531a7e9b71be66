import { afterEach, describe, expect, it } from '@jest/globals';
import { type Effect, emptyRevocationState } from '#domain';
import type { ValidatorOptions } from '../options/validator.options.js';
import { stateSource } from '../sources/state.source.js';
import { TestClocks } from '../testing/clocks.js';
import { outcome } from '../testing/in-process.js';
import { at, ScriptedEdge } from '../testing/scripted-edge.js';
import { ISSUER, makeKey, ownClaims, ownIssuer, sign } from '../testing/tokens.js';
import { createValidator } from '../validator.js';
import type { Validator } from '../verify/validator.port.js';

const STALENESS_MS = 10_000;
const GRACE_MS = 60_000;
const deny = (jti: string): Effect => ({ effect: 'deny', iss: ISSUER, jti });

let validator: Validator | null = null;
afterEach(async () => {
  await validator?.close();
  validator = null;
});

/** An edge that accepts while it is stale; complete at position 5 as of now. */
async function lenient(options: Partial<ValidatorOptions> = {}): Promise<ScriptedEdge> {
  const edge = await ScriptedEdge.start({
    whenStale: 'allow',
    maxStalenessMs: STALENESS_MS,
    maxGraceMs: GRACE_MS,
    ...options,
  });
  ({ validator } = edge);
  edge.adopt(at(5), deny('known'));
  edge.complete(at(5));
  return edge;
}

/** Passes time, and says what becomes of a good token at its end and a millisecond after it. */
async function around(edge: ScriptedEdge, ms: number): Promise<[string, string]> {
  edge.clocks.pass(ms);
  const atEnd = await edge.token();
  edge.clocks.pass(1);
  return [atEnd, await edge.token()];
}

const BOUNDED = ['accepted', 'STALE'];

describe('the grace of whenStale allow', () => {
  it('ends maxGraceMs after knowledge became too old, and never let a known revocation pass', async () => {
    const edge = await lenient();
    expect(await around(edge, STALENESS_MS + GRACE_MS)).toEqual(BOUNDED);
    expect(await edge.known()).toBe('token-revoked');
  });

  it('ends maxGraceMs after a fault, however young knowledge was', async () => {
    const edge = await lenient();
    edge.clocks.pass(1_000);
    edge.sink.fault('gap');
    expect(await around(edge, GRACE_MS)).toEqual(BOUNDED);
    expect(await edge.known()).toBe('token-revoked');
  });

  it('does not begin again with a fault after knowledge had become too old', async () => {
    const edge = await lenient();
    edge.clocks.pass(STALENESS_MS + 5_000);
    edge.sink.fault('gap');
    expect(await around(edge, GRACE_MS - 5_000)).toEqual(BOUNDED);
  });

  it('is not prolonged by faults and snapshots that no head confirms', async () => {
    const edge = await lenient();
    edge.sink.fault('gap');
    for (let round = 0; round < 5; round++) {
      edge.clocks.pass(GRACE_MS / 5 - 2);
      edge.adopt(at(6 + round));
      edge.clocks.pass(1);
      edge.sink.fault('bad-signature');
      edge.clocks.pass(1);
      expect(await edge.token()).toBe('accepted');
    }
    edge.clocks.pass(1);
    expect(await edge.token()).toBe('STALE');
    edge.adopt(at(20));
    expect(await edge.token()).toBe('STALE');
  });

  it('is not prolonged by a head that is never reached, nor by the confirmation of what is too old', async () => {
    const edge = await lenient();
    edge.clocks.pass(STALENESS_MS + GRACE_MS);
    edge.complete(at(9));
    edge.sink.complete(at(5), edge.clocks.monotonicMs - STALENESS_MS - GRACE_MS);
    expect(await around(edge, 0)).toEqual(BOUNDED);
  });

  it('is there again once knowledge was complete', async () => {
    const edge = await lenient();
    edge.clocks.pass(STALENESS_MS + GRACE_MS + 1);
    expect(await edge.token()).toBe('STALE');
    edge.complete(at(5));
    expect(await edge.token()).toBe('accepted');
    expect(await around(edge, STALENESS_MS + GRACE_MS)).toEqual(BOUNDED);
  });

  it('of a first snapshot that no head confirms runs from that snapshot', async () => {
    const edge = await ScriptedEdge.start({ whenStale: 'allow', maxGraceMs: GRACE_MS });
    ({ validator } = edge);
    edge.sink.fault('unauthorised');
    edge.clocks.pass(2 * GRACE_MS);
    edge.adopt(at(5));
    expect(await around(edge, GRACE_MS)).toEqual(BOUNDED);
  });

  it('is not prolonged by setting the wall clock back, and is over when a machine slept through it', async () => {
    const edge = await lenient();
    edge.sink.fault('gap');
    edge.clocks.wallMs -= 1_000_000;
    expect(await around(edge, GRACE_MS)).toEqual(BOUNDED);
    const slept = await lenient();
    slept.sink.fault('gap');
    slept.clocks.wallMs += GRACE_MS + 1;
    expect(await slept.token()).toBe('STALE');
    await slept.validator.close();
  });

  it('is five minutes unless something else is said, and none with 0', async () => {
    const usual = await lenient({ maxGraceMs: undefined });
    usual.sink.fault('gap');
    expect(await around(usual, 300_000)).toEqual(BOUNDED);
    await usual.validator.close();
    const none = await lenient({ maxGraceMs: 0 });
    expect(await around(none, STALENESS_MS)).toEqual(BOUNDED);
  });

  it('is not what a validator has that denies', async () => {
    const edge = await lenient({ whenStale: 'deny' });
    edge.sink.fault('gap');
    expect(await edge.token()).toBe('STALE');
  });
});

describe('the grace of knowledge that is folded elsewhere', () => {
  const start = async (knownAsOf: (clocks: TestClocks) => number | null) => {
    const clocks = new TestClocks();
    const key = await makeKey('EdDSA');
    let state: ReturnType<typeof emptyRevocationState> | null = null;
    validator = createValidator({
      issuers: [ownIssuer([key])],
      source: stateSource({ state: () => state, knownAsOf: () => knownAsOf(clocks) }),
      whenStale: 'allow',
      maxStalenessMs: STALENESS_MS,
      maxGraceMs: GRACE_MS,
      clock: clocks.clock,
      monotonic: clocks.monotonic,
    });
    const edge = validator;
    const token = await sign(key, ownClaims(clocks.seconds));
    return {
      clocks,
      token: () => outcome(edge, token),
      learn: () => {
        state = emptyRevocationState();
      },
    };
  };

  it('ends maxGraceMs after it became too old', async () => {
    const begun = new TestClocks().monotonicMs;
    const { clocks, token, learn } = await start(() => begun);
    learn();
    expect(await token()).toBe('accepted');
    clocks.pass(STALENESS_MS + GRACE_MS);
    expect(await token()).toBe('accepted');
    clocks.pass(1);
    expect(await token()).toBe('STALE');
  });

  it('ends maxGraceMs after its age could not be said any more', async () => {
    let silent = false;
    const { clocks, token, learn } = await start((now) => (silent ? null : now.monotonicMs));
    learn();
    expect(await token()).toBe('accepted');
    clocks.pass(1_000);
    silent = true;
    expect(await token()).toBe('accepted');
    clocks.pass(GRACE_MS);
    expect(await token()).toBe('accepted');
    clocks.pass(1);
    expect(await token()).toBe('STALE');
    silent = false;
    expect(await token()).toBe('accepted');
  });

  it('is over when nobody asked while its age could still be said', async () => {
    let silent = false;
    const { clocks, token, learn } = await start((now) => (silent ? null : now.monotonicMs));
    learn();
    expect(await token()).toBe('accepted');
    silent = true;
    clocks.pass(STALENESS_MS + GRACE_MS + 1);
    expect(await token()).toBe('STALE');
  });

  it('runs from when there was something to know, where its age was never said', async () => {
    const { clocks, token, learn } = await start(() => null);
    expect(await token()).toBe('NOT_READY');
    validator?.status();
    clocks.pass(2 * GRACE_MS);
    learn();
    expect(await token()).toBe('accepted');
    clocks.pass(GRACE_MS);
    expect(await token()).toBe('accepted');
    clocks.pass(1);
    expect(await token()).toBe('STALE');
  });
});
