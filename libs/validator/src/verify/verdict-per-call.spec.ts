import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { fold, KEEP_MARGIN_MS, prune, type WatermarkScope } from '#domain';
import { InProcess, outcome } from '../testing/in-process.js';
import {
  AUDIENCE,
  ISSUER,
  jwksOf,
  makeKey,
  ownClaims,
  ownIssuer,
  sign,
  type TestKey,
} from '../testing/tokens.js';

let key: TestKey;
let edge: InProcess;
beforeAll(async () => {
  key = await makeKey('ES256');
});
afterEach(() => edge.validator.close());

function start(options: Partial<ConstructorParameters<typeof InProcess>[0]> = {}): InProcess {
  edge = new InProcess({ issuers: [ownIssuer([key])], ...options });
  return edge;
}

const DAY_MS = 86_400_000;

const refusal = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return (error as { reason?: unknown }).reason;
  }
};

describe('a token that was seen before', () => {
  it('is refused in the very tick in which its revocation is folded', async () => {
    start();
    const token = await sign(key, ownClaims(edge.clocks.seconds));
    expect(edge.validator.verifySync(token)?.jti).toBe('token-1');
    edge.record({ effect: 'deny', iss: ISSUER, jti: 'token-1' });
    expect(refusal(() => edge.validator.verifySync(token))).toBe('token-revoked');
  });

  const scopes: [string, WatermarkScope][] = [
    ['org-revoked', { scope: 'org' }],
    ['issuer-revoked', { scope: 'issuer', iss: ISSUER }],
    ['app-revoked', { scope: 'app', app: 'app-1' }],
    ['user-revoked', { scope: 'user', user: 'user-1' }],
    ['user-app-revoked', { scope: 'user-app', user: 'user-1', app: 'app-1' }],
    ['session-revoked', { scope: 'session', session: 's-1' }],
    ['grant-revoked', { scope: 'grant', grant: 'g-1' }],
  ];
  it.each(scopes)('is refused as %s, and one that knew of the revocation is not', async (reason, of) => {
    start();
    const ids = { sid: 's-1', grant_id: 'g-1' };
    edge.record();
    const before = await sign(key, ownClaims(edge.clocks.seconds, { ...ids, rpos: edge.rpos }));
    expect(await outcome(edge.validator, before)).toBe('accepted');
    edge.revoke(of);
    // Minted in the same second, by an issuer that has absorbed the revocation.
    const after = await sign(
      key,
      ownClaims(edge.clocks.seconds, { ...ids, jti: 'token-2', rpos: edge.rpos }),
    );
    expect(await outcome(edge.validator, before)).toBe(reason);
    expect(await outcome(edge.validator, after)).toBe('accepted');
  });

  it('is refused while its app is blocked, and one from before the block stays dead after it is lifted', async () => {
    start();
    edge.record();
    const old = await sign(key, ownClaims(edge.clocks.seconds, { rpos: edge.rpos }));
    expect(await outcome(edge.validator, old)).toBe('accepted');
    edge.record({ effect: 'block', app: 'app-1', id: 'b1' });
    expect(await outcome(edge.validator, old)).toBe('app-blocked');
    edge.record({ effect: 'lift', app: 'app-1', ids: ['b1'] });
    edge.revoke({ scope: 'app', app: 'app-1' });
    expect(await outcome(edge.validator, old)).toBe('app-revoked');
  });

  it('expires', async () => {
    start();
    const token = await sign(key, ownClaims(edge.clocks.seconds));
    expect(await outcome(edge.validator, token)).toBe('accepted');
    edge.clocks.pass(3_600_000);
    expect(await outcome(edge.validator, token)).toBe('expired');
  });

  it('stays expired when the clock is set back', async () => {
    start();
    const token = await sign(key, ownClaims(edge.clocks.seconds));
    edge.clocks.pass(3_600_000);
    expect(await outcome(edge.validator, token)).toBe('expired');
    edge.clocks.wallMs -= 7_200_000;
    expect(await outcome(edge.validator, token)).toBe('expired');
  });

  it('is not accepted any more when its key was denied, or has left the set', async () => {
    let keys = jwksOf(key);
    const other = await makeKey('ES256', 'other');
    start({ issuers: [ownIssuer([key], { jwks: () => keys })] });
    const token = await sign(key, ownClaims(edge.clocks.seconds));
    expect(await outcome(edge.validator, token)).toBe('accepted');
    keys = jwksOf(other);
    // The set is asked for with the next token that is new.
    expect(await outcome(edge.validator, await sign(other, ownClaims(edge.clocks.seconds)))).toBe('accepted');
    expect(await outcome(edge.validator, token)).toBe('KEY_UNKNOWN');
    edge.record({ effect: 'denyKid', iss: ISSUER, kid: key.kid });
    expect(await outcome(edge.validator, token)).toBe('key-revoked');
  });

  it('is frozen: nobody can change what the next caller gets', async () => {
    start();
    const token = await sign(key, ownClaims(edge.clocks.seconds, { roles: { admin: false } }));
    const verified = await edge.validator.verify(token);
    expect(() => Object.assign(verified.claims['roles'] as object, { admin: true })).toThrow(TypeError);
    expect(() => Object.assign(verified, { sub: 'root' })).toThrow(TypeError);
    expect(await edge.validator.verify(token)).toBe(verified);
  });
});

describe("a foreign issuer's plain JWT", () => {
  const foreign = 'https://login.foreign.test';
  const claims = (at: number, more: Record<string, unknown> = {}) => ({
    iss: foreign,
    aud: [AUDIENCE, 'https://also.test'],
    azp: 'app-9',
    sub: 'u9',
    iat: at,
    exp: at + 600,
    ...more,
  });
  const startForeign = (options = {}) =>
    start({
      issuers: [
        {
          issuer: foreign,
          audience: AUDIENCE,
          jwks: jwksOf(key),
          typ: 'any',
          clockToleranceMs: 2_000,
          ...options,
        },
      ],
    });

  it('is accepted without jti, rpos and typ, and known by its azp', async () => {
    startForeign();
    const verified = await edge.validator.verify(
      await sign(key, claims(edge.clocks.seconds), { typ: 'JWT' }),
    );
    expect(verified).toMatchObject({ clientId: 'app-9', sub: 'u9', jti: undefined, scopes: [] });
  });

  it('is refused by typ unless that is relaxed', async () => {
    startForeign({ typ: 'at+jwt' });
    expect(await outcome(edge.validator, await sign(key, claims(edge.clocks.seconds), { typ: 'JWT' }))).toBe(
      'TYPE_REFUSED',
    );
  });

  it('falls under a watermark by time, in its own second and within the tolerance, and not after that', async () => {
    startForeign();
    const minted = (offset: number) => sign(key, claims(edge.clocks.seconds + offset), { typ: 'JWT' });
    edge.revoke({ scope: 'app', app: 'app-9' });
    const [same, tolerated, later] = await Promise.all([minted(0), minted(2), minted(3)]);
    expect(await outcome(edge.validator, same)).toBe('app-revoked');
    expect(await outcome(edge.validator, tolerated)).toBe('app-revoked');
    expect(await outcome(edge.validator, later)).toBe('accepted');
  });

  it('gains nothing by claiming an rpos', async () => {
    startForeign();
    edge.revoke({ scope: 'user', user: 'u9' });
    const token = await sign(key, claims(edge.clocks.seconds, { rpos: 'g1:999999' }));
    expect(await outcome(edge.validator, token)).toBe('user-revoked');
  });

  it('without iat is refused, whatever its id tells of a time', async () => {
    startForeign({ jtiCarriesTime: true });
    const hex = edge.clocks.wallMs.toString(16).padStart(12, '0');
    const jti = `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
    const token = await sign(key, claims(edge.clocks.seconds, { iat: undefined, jti }), { typ: 'JWT' });
    expect(await outcome(edge.validator, token)).toBe('lifetime-unbounded');
  });

  it('without iat does not come back to life when its revocation is no longer kept', async () => {
    startForeign();
    const exp = edge.clocks.seconds + (10 * DAY_MS) / 1_000;
    const token = await sign(key, claims(edge.clocks.seconds, { iat: undefined, jti: 't9', exp }));
    const record = (offset: number, jti: string) =>
      fold(edge.state, {
        position: { generation: 'g1', offset },
        appendedAtMs: edge.clocks.wallMs,
        effects: [{ effect: 'deny', iss: foreign, jti }],
        keepUntilMs: edge.clocks.wallMs + DAY_MS + KEEP_MARGIN_MS,
      });
    edge.clocks.pass(5 * DAY_MS);
    record(0, 't9');
    expect(await outcome(edge.validator, token)).not.toBe('accepted');
    edge.clocks.pass(4 * DAY_MS);
    record(1, 'another');
    expect(prune(edge.state)).toBe(1);
    expect(await outcome(edge.validator, token)).not.toBe('accepted');
  });

  it('is read by the claims that its options name', async () => {
    startForeign({ claims: { clientId: 'appid', sessionId: 'sess', scope: 'roles' } });
    const more = { appid: 'app-7', sess: 's7', roles: ['a', 'b'] };
    const verified = await edge.validator.verify(await sign(key, claims(edge.clocks.seconds, more)));
    expect(verified).toMatchObject({ clientId: 'app-7', sid: 's7', scopes: ['a', 'b'] });
  });
});
