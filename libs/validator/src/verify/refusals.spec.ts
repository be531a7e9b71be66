import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { REFUSALS, RefusedTokenError, type RefusalCode } from '../refusal/refusal.errors.js';
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

let rsa: TestKey;
let ec: TestKey;
const open: InProcess[] = [];
beforeAll(async () => {
  rsa = await makeKey('RS256');
  ec = await makeKey('ES256');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((edge) => edge.validator.close()));
});

function start(options: Partial<ConstructorParameters<typeof InProcess>[0]> = {}): InProcess {
  const edge = new InProcess({ issuers: [ownIssuer([rsa, ec])], ...options });
  open.push(edge);
  return edge;
}

const b64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token with this header and payload as they are, and a signature that nobody will come to check. */
const raw = (header: unknown, payload: unknown) => `${b64(header)}.${b64(payload)}.${b64('signature')}`;

describe('a hostile header is refused', () => {
  const plain = { alg: 'RS256', typ: 'at+jwt', kid: 'RS256-1' };
  it.each([
    ['alg none', { ...plain, alg: 'none' }, 'ALGORITHM_REFUSED'],
    ['alg None', { ...plain, alg: 'None' }, 'ALGORITHM_REFUSED'],
    ['a symmetric alg', { ...plain, alg: 'HS256' }, 'ALGORITHM_REFUSED'],
    ['an alg that is no string', { ...plain, alg: ['RS256'] }, 'ALGORITHM_REFUSED'],
    ['an alg from the prototype', { ...plain, alg: 'constructor' }, 'ALGORITHM_REFUSED'],
    ['an alg that is not pinned', { ...plain, alg: 'PS512' }, 'ALGORITHM_REFUSED'],
    ['crit', { ...plain, crit: ['exp'] }, 'HEADER_REFUSED'],
    ['b64 false', { ...plain, b64: false, crit: ['b64'] }, 'HEADER_REFUSED'],
    ['b64 without crit', { ...plain, b64: false }, 'HEADER_REFUSED'],
    ['zip', { ...plain, zip: 'DEF' }, 'HEADER_REFUSED'],
    ['enc', { ...plain, enc: 'A256GCM' }, 'HEADER_REFUSED'],
    ['a kid that is no string', { ...plain, kid: 7 }, 'HEADER_REFUSED'],
    ['an endless kid', { ...plain, kid: 'k'.repeat(1000) }, 'HEADER_REFUSED'],
    ['typ JWT', { ...plain, typ: 'JWT' }, 'TYPE_REFUSED'],
    ['no typ', { alg: 'RS256', kid: 'RS256-1' }, 'TYPE_REFUSED'],
    ['a kid with a path in it', { ...plain, kid: '../../etc/passwd' }, 'KEY_UNKNOWN'],
    ['no kid although there are two keys', { alg: 'RS256', typ: 'at+jwt' }, 'KEY_UNKNOWN'],
    ['the kid of a key of another sort', { ...plain, kid: 'ES256-1' }, 'KEY_UNKNOWN'],
    ['alg twice', '{"alg":"RS256","alg":"none","typ":"at+jwt"}', 'TOKEN_MALFORMED'],
    ['an array', '[]', 'TOKEN_MALFORMED'],
  ])('%s', async (_name, header, code) => {
    const edge = start();
    expect(await outcome(edge.validator, raw(header, ownClaims(edge.clocks.seconds)))).toBe(code);
  });

  it('an HMAC made with the public key', async () => {
    const edge = start();
    const header = { alg: 'HS256', typ: 'at+jwt', kid: rsa.kid };
    const { createHmac, createPublicKey } = await import('node:crypto');
    const pem = createPublicKey({ key: { ...rsa.publicJwk }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    const input = `${b64(header)}.${b64(ownClaims(edge.clocks.seconds))}`;
    const confused = `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
    expect(await outcome(edge.validator, confused)).toBe('ALGORITHM_REFUSED');
  });

  it('application/at+jwt in any case is at+jwt', async () => {
    const edge = start();
    const token = await sign(rsa, ownClaims(edge.clocks.seconds), { typ: 'Application/AT+jwt' });
    expect(await outcome(edge.validator, token)).toBe('accepted');
  });
});

describe('a text that is no canonical compact JWS is refused', () => {
  it.each([
    ['nothing', '', 'TOKEN_MALFORMED'],
    ['two parts', 'a.b', 'TOKEN_MALFORMED'],
    ['a JWE', 'aaaa.bbbb.cccc.dddd.eeee', 'TOKEN_MALFORMED'],
    ['JSON serialisation', '{"payload":"e30","signatures":[]}', 'TOKEN_MALFORMED'],
    ['an empty signature', `${b64({ alg: 'none' })}.${b64({})}.`, 'TOKEN_MALFORMED'],
    ['a length that base64url never has', 'aaaaa.bbbb.cccc', 'TOKEN_MALFORMED'],
    ['unused bits in the header', 'eyJ9.bbbb.cccc', 'TOKEN_MALFORMED'],
    ['too long', `${'a'.repeat(17_000)}.bbbb.cccc`, 'TOKEN_TOO_LARGE'],
    [
      'nested arrays without end',
      raw({ alg: 'RS256' }, `{"a":${'['.repeat(6000)}${']'.repeat(6000)}}`),
      'TOKEN_MALFORMED',
    ],
  ])('%s', async (_name, text, code) => {
    const got = await outcome(start().validator, text);
    // A deep payload may be read on a deep stack; then its missing issuer is what is wrong.
    expect(text.includes('W1tb') ? [code, 'ISSUER_UNKNOWN'] : [code]).toContain(got);
  });
});

describe('an opaque token', () => {
  it('is refused with what to do about it, and without its text', async () => {
    const token = `once_${'Ab3'.repeat(14)}-`;
    const refusal: unknown = await start()
      .validator.verify(token)
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'TOKEN_MALFORMED' });
    expect(String(refusal)).toContain('introspection.opaqueTokens');
    expect(String(refusal)).not.toContain(token);
  });
});

describe('something that is no text', () => {
  it.each([[undefined], [null], [42], [{}], [['a.b.c']]])(
    '%p is refused like any malformed token',
    async (value) => {
      const edge = start();
      expect(await outcome(edge.validator, value as unknown as string)).toBe('TOKEN_MALFORMED');
    },
  );
});

describe('hostile claims are refused although the signature is good', () => {
  const now = Math.floor(Date.UTC(2026, 10, 21, 8) / 1000);
  it.each([
    ['exp missing', { exp: undefined }, 'CLAIM_INVALID'],
    ['exp as text', { exp: '9999999999' }, 'CLAIM_INVALID'],
    ['exp null', { exp: null }, 'CLAIM_INVALID'],
    ['iat missing from our own issuer', { iat: undefined }, 'CLAIM_INVALID'],
    ['iat as text', { iat: String(now) }, 'CLAIM_INVALID'],
    ['iat negative', { iat: -5 }, 'CLAIM_INVALID'],
    ['iat in the year 33658', { iat: 1e12, exp: 1e12 + 60 }, 'issued-in-future'],
    ['iat in two minutes', { iat: now + 120 }, 'issued-in-future'],
    ['nbf as text', { nbf: 'now' }, 'CLAIM_INVALID'],
    ['nbf in an hour', { nbf: now + 3600 }, 'not-yet-valid'],
    ['expired', { iat: now - 7200, exp: now - 1 }, 'expired'],
    ['a lifetime beyond what revocations are kept for', { exp: now + 100 * 86_400 }, 'lifetime-too-long'],
    ['jti missing', { jti: undefined }, 'CLAIM_INVALID'],
    ['jti empty', { jti: '' }, 'CLAIM_INVALID'],
    ['jti a number', { jti: 123 }, 'CLAIM_INVALID'],
    ['jti of 129 characters', { jti: 'j'.repeat(129) }, 'CLAIM_INVALID'],
    ['sub an object', { sub: {} }, 'CLAIM_INVALID'],
    ['sub missing', { sub: undefined }, 'CLAIM_INVALID'],
    ['client_id missing', { client_id: undefined }, 'CLAIM_INVALID'],
    ['client_id an array', { client_id: ['app-1'] }, 'CLAIM_INVALID'],
    ['sid a number', { sid: 1 }, 'CLAIM_INVALID'],
    ['grant_id empty', { grant_id: '' }, 'CLAIM_INVALID'],
    ['rpos malformed', { rpos: 'g1:-5' }, 'CLAIM_INVALID'],
    ['scope a number', { scope: 1 }, 'CLAIM_INVALID'],
    ['aud missing', { aud: undefined }, 'CLAIM_INVALID'],
    ['aud with a number in it', { aud: [AUDIENCE, 1] }, 'CLAIM_INVALID'],
    ['aud of somebody else', { aud: 'https://other.test' }, 'AUDIENCE_MISMATCH'],
    ['iss of nobody', { iss: 'https://evil.test' }, 'ISSUER_UNKNOWN'],
    ['iss an array', { iss: [ISSUER] }, 'ISSUER_UNKNOWN'],
  ])('%s', async (_name, claims, code) => {
    const edge = start();
    expect(await outcome(edge.validator, await sign(rsa, ownClaims(now, claims)))).toBe(code);
  });

  it('a claim twice', async () => {
    const edge = start();
    const payload = JSON.stringify(ownClaims(edge.clocks.seconds)).replace('{', '{"jti":"other",');
    const { CompactSign } = await import('jose');
    const token = await new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: rsa.kid })
      .sign(rsa.privateKey);
    expect(await outcome(edge.validator, token)).toBe('TOKEN_MALFORMED');
  });
});

describe('a refusal', () => {
  it('says what is wrong with the signature, and nothing of the token', async () => {
    const edge = start();
    const token = await sign(rsa, ownClaims(edge.clocks.seconds, { sub: 'canary-subject' }));
    const forged = `${token.slice(0, -8)}AAAAAAAA`.replace(/.$/, 'A');
    const error: unknown = await edge.validator.verify(forged).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RefusedTokenError);
    expect((error as RefusedTokenError).code).toBe('SIGNATURE_INVALID');
    const told = `${String(error)} ${(error as Error).stack ?? ''} ${JSON.stringify(error)}`;
    for (const part of [...forged.split('.'), 'canary-subject']) expect(told).not.toContain(part);
  });

  it('has an RFC 6750 challenge and a status for every code', () => {
    for (const [code, answer] of Object.entries(REFUSALS)) {
      const error = new RefusedTokenError(code as RefusalCode);
      expect(error.status).toBe(answer.status);
      expect(error.rescindReason).toMatch(/^[a-z-]+$/);
      const tail =
        answer.error === null ? '' : `, error="${answer.error}", error_description="${answer.reason}"`;
      expect(error.challenge).toBe(`Bearer realm="rescind"${tail}`);
    }
  });

  it('keeps what is no scope out of its challenge', () => {
    const error = new RefusedTokenError('SCOPE_MISSING', { scope: 'a"\r\nX: 1 b' });
    expect(error.challenge).toContain('scope="aX: 1 b"');
  });
});

describe('keys', () => {
  it('of two issuers with the same kid are never mixed up', async () => {
    const other = await makeKey('RS256');
    expect(other.kid).toBe(rsa.kid);
    const second = { issuer: 'https://other.test', audience: AUDIENCE, jwks: jwksOf(other) };
    const edge = start({ issuers: [ownIssuer([rsa]), second] });
    const at = edge.clocks.seconds;
    expect(await outcome(edge.validator, await sign(rsa, ownClaims(at)))).toBe('accepted');
    expect(
      await outcome(edge.validator, await sign(other, ownClaims(at, { iss: 'https://other.test' }))),
    ).toBe('accepted');
    expect(await outcome(edge.validator, await sign(other, ownClaims(at)))).toBe('SIGNATURE_INVALID');
    expect(await outcome(edge.validator, await sign(rsa, ownClaims(at, { iss: 'https://other.test' })))).toBe(
      'SIGNATURE_INVALID',
    );
  });

  it('with the same kid in one set are ambiguous, so neither counts', async () => {
    const twin = await makeKey('RS256');
    const edge = start({ issuers: [ownIssuer([rsa, twin])] });
    expect(await outcome(edge.validator, await sign(rsa, ownClaims(edge.clocks.seconds)))).toBe(
      'KEY_UNKNOWN',
    );
  });

  it('need no kid where there is only one', async () => {
    const edge = start({ issuers: [ownIssuer([rsa])] });
    expect(
      await outcome(edge.validator, await sign(rsa, ownClaims(edge.clocks.seconds), { kid: undefined })),
    ).toBe('accepted');
  });

  it('check the same on WebCrypto', async () => {
    const edge = start({ signatures: 'webcrypto' });
    for (const key of [rsa, ec]) {
      const token = await sign(key, ownClaims(edge.clocks.seconds));
      expect(edge.validator.verifySync(token)).toBeUndefined();
      expect(await outcome(edge.validator, token)).toBe('accepted');
      expect(edge.validator.verifySync(token)?.sub).toBe('user-1');
      expect(await outcome(edge.validator, token.replace(/.{8}$/, 'AAAAAAAA'))).toBe('SIGNATURE_INVALID');
    }
  });
});
