import { afterEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_MAX_LIFETIME_MS, type Effect, emptyRevocationState, type Position } from '#domain';
import type { ValidatorOptions, WhenStale } from '../options/validator.options.js';
import type { StaleReason } from '../sources/revocation-source.port.js';
import { outcome } from '../testing/in-process.js';
import { at, ScriptedEdge } from '../testing/scripted-edge.js';
import { ISSUER } from '../testing/tokens.js';
import type { Validator } from '../verify/validator.port.js';

const deny = (jti: string): Effect => ({ effect: 'deny', iss: ISSUER, jti });
let validator: Validator;
afterEach(() => validator.close());

async function start(whenStale: WhenStale = 'deny', options: Partial<ValidatorOptions> = {}) {
  const edge = await ScriptedEdge.start({ whenStale, ...options });
  ({ validator } = edge);
  return edge;
}

/** RFC 7662 answers of a test's authorization server. */
function introspection(answer: () => Promise<Response>) {
  const asked: { body: string; authorization: string | null }[] = [];
  const fetchLike: typeof fetch = (_url, init) => {
    const body = init?.body;
    const text = body instanceof URLSearchParams ? body.toString() : '';
    asked.push({ body: text, authorization: new Headers(init?.headers).get('authorization') });
    return answer();
  };
  const options = {
    endpoint: 'https://id.test/introspect',
    clientId: 'rs',
    clientSecret: 'p:w',
    fetch: fetchLike,
  };
  return { asked, options };
}

describe('knowledge', () => {
  it('is not ready before the first snapshot, whatever the policy', async () => {
    const edge = await start('allow');
    expect(await edge.token()).toBe('NOT_READY');
    expect(validator.status()).toMatchObject({
      ready: false,
      stale: true,
      reason: 'no-snapshot',
      ageMs: null,
    });
  });

  it('is fresh for maxStaleness from the moment at which the head was asked for, less its age', async () => {
    const edge = await start('deny', { maxStalenessMs: 10_000 });
    edge.adopt(at(5));
    expect(await edge.token()).toBe('STALE');
    edge.sink.complete(at(5), edge.clocks.monotonicMs - 400);
    expect(validator.status()).toEqual({
      ready: true,
      stale: false,
      position: 'g1:5',
      ageMs: 400,
      entries: 0,
      lostUsage: 0,
      failedUseCallbacks: 0,
    });
    edge.clocks.pass(9_600);
    expect(await edge.token()).toBe('accepted');
    edge.clocks.pass(1);
    expect(await edge.token()).toBe('STALE');
    expect(validator.status()).toMatchObject({ stale: true, reason: 'too-old', ageMs: 10_001 });
  });

  it('is not fresher than the last head that was reached', async () => {
    const edge = await start();
    edge.adopt(at(5));
    edge.sink.complete(at(5), edge.clocks.monotonicMs);
    edge.clocks.pass(4_000);
    edge.sink.complete(at(7), edge.clocks.monotonicMs);
    edge.clocks.pass(1_000);
    edge.sink.complete(at(9), edge.clocks.monotonicMs);
    expect(validator.status().ageMs).toBe(5_000);
    edge.absorb(at(7));
    expect(validator.status().ageMs).toBe(1_000);
    edge.absorb(at(8));
    expect(validator.status().ageMs).toBe(1_000);
    edge.absorb(at(9));
    expect(validator.status().ageMs).toBe(0);
  });

  it('never gets fresher by an answer that came late', async () => {
    const edge = await start();
    edge.adopt(at(5));
    edge.sink.complete(at(5), edge.clocks.monotonicMs);
    edge.sink.complete(at(5), edge.clocks.monotonicMs - 5_000);
    expect(validator.status().ageMs).toBe(0);
  });

  it('ages by the monotonic clock when the wall clock is set back, and by the wall clock when the machine slept', async () => {
    const edge = await start();
    edge.adopt(at(5));
    edge.sink.complete(at(5), edge.clocks.monotonicMs);
    edge.clocks.wallMs -= 3_600_000;
    edge.clocks.pass(10_001);
    expect(await edge.token()).toBe('STALE');
    edge.sink.complete(at(5), edge.clocks.monotonicMs);
    expect(await edge.token()).toBe('accepted');
    edge.clocks.wallMs += 60_000;
    expect(await edge.token()).toBe('STALE');
  });

  it.each<[string, (edge: ScriptedEdge, sleep: () => void) => void]>([
    [
      'the answer was on its way',
      (edge, sleep) => {
        const sentAtMs = edge.clocks.monotonicMs;
        sleep();
        edge.sink.complete(at(5), sentAtMs);
      },
    ],
    [
      'the record of a head was',
      (edge, sleep) => {
        edge.complete(at(7));
        edge.clocks.pass(50);
        edge.complete(at(8));
        sleep();
        edge.absorb(at(7));
        edge.clocks.pass(50);
        edge.absorb(at(8));
      },
    ],
  ])('is as old as it is when the machine slept while %s, until it is asked anew', async (_, happen) => {
    const edge = await start('deny', { maxStalenessMs: 10_000 });
    edge.adopt(at(5));
    edge.complete(at(5));
    edge.clocks.pass(500);
    happen(edge, () => (edge.clocks.wallMs += 60_000));
    expect(await edge.token()).toBe('STALE');
    expect(validator.status().ageMs).toBeGreaterThanOrEqual(60_000);
    edge.clocks.pass(1_000);
    const head = validator.status().position === 'g1:8' ? at(8) : at(5);
    edge.complete(head);
    edge.clocks.pass(1_000);
    edge.complete(head);
    expect(validator.status()).toMatchObject({ stale: false, ageMs: 0 });
  });

  it('of an organisation without decisions can be complete', async () => {
    const edge = await start();
    edge.adopt(null);
    edge.sink.complete(at(-1), edge.clocks.monotonicMs);
    expect(await edge.token()).toBe('accepted');
  });

  const contradictions: [StaleReason, Position | null][] = [
    ['regression', at(4)],
    ['regression', null],
    ['generation-changed', at(9, 'g2')],
  ];
  it.each(contradictions)('is broken (%s) by a head that contradicts it', async (reason, head) => {
    const edge = await start();
    edge.adopt(at(5), deny('known'));
    edge.clocks.pass(10);
    expect(edge.sink.complete(head, edge.clocks.monotonicMs)).toBe(false);
    expect(validator.status()).toMatchObject({ stale: true, reason });
    expect(await edge.known()).toBe('token-revoked');
    edge.adopt(at(3));
    edge.sink.complete(at(3), edge.clocks.monotonicMs);
    expect(await edge.token()).toBe('accepted');
    expect(await edge.known()).toBe('token-revoked');
  });

  it('is not broken by a head that was asked for before the newest record arrived', async () => {
    const edge = await start();
    edge.adopt(at(5));
    const askedAt = edge.clocks.monotonicMs;
    edge.clocks.pass(10);
    edge.absorb(at(6));
    expect(edge.sink.complete(at(5), askedAt)).toBe(true);
    expect(await edge.token()).toBe('accepted');
  });

  it('refuses tokens that live longer than the snapshot can vouch for', async () => {
    const edge = await start();
    const state = emptyRevocationState();
    edge.sink.adopt({
      state,
      position: at(1),
      maxLifetimeMs: { ...DEFAULT_MAX_LIFETIME_MS, access: 60_000 },
    });
    edge.sink.complete(at(1), edge.clocks.monotonicMs);
    expect(await edge.token()).toBe('lifetime-too-long');
  });
});

describe.each([
  ['deny', 'STALE'],
  ['allow', 'accepted'],
  ['introspect', 'accepted'],
] as const)('while it is stale, with whenStale %s', (whenStale, expected) => {
  const active = () => introspection(() => Promise.resolve(Response.json({ active: true })));
  const begin = async () => {
    const server = active();
    const edge = await start(whenStale, { introspection: server.options });
    edge.adopt(at(5), deny('known'));
    edge.sink.complete(at(5), edge.clocks.monotonicMs);
    expect(await edge.token()).toBe('accepted');
    expect(server.asked).toHaveLength(0);
    return { edge, server };
  };

  it.each<[string, (edge: ScriptedEdge) => void]>([
    [
      'because it is too old',
      (edge) => {
        edge.clocks.pass(10_001);
      },
    ],
    [
      'because of a gap',
      (edge) => {
        edge.sink.fault('gap');
      },
    ],
  ])(`a good token is ${expected} %s, and a revoked one is refused`, async (_why, makeStale) => {
    const { edge } = await begin();
    makeStale(edge);
    expect(await edge.token()).toBe(expected);
    expect(await edge.known()).toBe('token-revoked');
    edge.absorb(at(6), deny('token-1'));
    expect(await edge.token()).toBe('token-revoked');
    edge.adopt(at(7));
    edge.sink.complete(at(7), edge.clocks.monotonicMs);
    expect(validator.status().stale).toBe(false);
    expect(await edge.token()).toBe('token-revoked');
  });
});

describe('introspection', () => {
  const staleWith = async (answer: () => Promise<Response>) => {
    const server = introspection(answer);
    const edge = await start('introspect', { introspection: server.options });
    edge.adopt(at(5));
    return { edge, asked: server.asked };
  };

  it('asks with form-encoded Basic credentials, and for each call anew', async () => {
    const { edge, asked } = await staleWith(() => Promise.resolve(Response.json({ active: true })));
    await edge.token();
    await edge.token();
    expect(asked).toHaveLength(2);
    expect(atob(asked[0]?.authorization?.slice(6) ?? '')).toBe('rs:p%3Aw');
    expect(asked[0]?.body).toMatch(/^token=[\w.-]+&token_type_hint=access_token$/);
  });

  it.each<[string, () => Promise<Response>, string]>([
    ['an inactive answer', () => Promise.resolve(Response.json({ active: false })), 'INTROSPECTION_INACTIVE'],
    [
      'active that is not true',
      () => Promise.resolve(Response.json({ active: 'true' })),
      'INTROSPECTION_INACTIVE',
    ],
    [
      'a server error',
      () => Promise.resolve(new Response('{"active":true}', { status: 500 })),
      'INTROSPECTION_UNAVAILABLE',
    ],
    ['no JSON', () => Promise.resolve(new Response('<html>')), 'INTROSPECTION_UNAVAILABLE'],
    [
      'an endless answer',
      () => Promise.resolve(new Response('x'.repeat(70_000))),
      'INTROSPECTION_UNAVAILABLE',
    ],
    ['no connection', () => Promise.reject(new TypeError('down')), 'INTROSPECTION_UNAVAILABLE'],
  ])('refuses after %s', async (_name, answer, code) => {
    const { edge } = await staleWith(answer);
    expect(await edge.token()).toBe(code);
  });

  it('takes opaque tokens where that is wanted, and judges them by what is known', async () => {
    const undated = {
      active: true,
      client_id: 'app-1',
      sub: 'u',
      aud: 'https://api.test',
      scope: 'a b',
      jti: 'o1',
    };
    let answer: object = undated;
    const server = introspection(() => Promise.resolve(Response.json(answer)));
    const edge = await start('deny', { introspection: { ...server.options, opaqueTokens: true } });
    edge.adopt(at(5));
    expect(await outcome(validator, 'opaque-token_1')).toBe('lifetime-unbounded');
    answer = { ...undated, iat: edge.clocks.seconds };
    expect((await validator.verify('opaque-token_1')).scopes).toEqual(['a', 'b']);
    expect(await outcome(validator, 'not.a.jwt.at.all')).toBe('TOKEN_MALFORMED');
    edge.absorb(at(6), deny('o1'));
    expect(await outcome(validator, 'opaque-token_1')).toBe('token-revoked');
    expect(server.asked).toHaveLength(3);
  });
});
