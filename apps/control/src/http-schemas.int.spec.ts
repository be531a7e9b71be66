import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { RevokeAppTokensRequestSchema } from './apps/revoke-app-tokens/revoke-app-tokens.http.schema.js';
import { UsagePageQuerySchema } from './connect-api/usage-page.schema.js';
import { PagingQuerySchema } from './http/paging.schema.js';
import { RotateSigningKeysRequestSchema } from './keys/rotate-signing-keys/rotate-signing-keys.http.schema.js';
import { RevokeOrgTokensRequestSchema } from './organization/revoke-org-tokens/revoke-org-tokens.http.schema.js';
import { RevokeSessionRequestSchema } from './sessions/revoke-session/revoke-session.http.schema.js';
import { RevokeGrantRequestSchema } from './tokens/revoke-grant/revoke-grant.http.schema.js';
import { RevokeTokenRequestSchema } from './tokens/revoke-token/revoke-token.http.schema.js';
import { RevokeUserAppTokensRequestSchema } from './users/revoke-user-app-tokens/revoke-user-app-tokens.http.schema.js';
import { RevokeUserTokensRequestSchema } from './users/revoke-user-tokens/revoke-user-tokens.http.schema.js';

const FILES = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.schema.ts'),
);
const MODULES = await Promise.all(
  FILES.map((file) => import(join(import.meta.dirname, file)) as Promise<object>),
);
// A union is a part of messages, never a message of its own.
const ALL = MODULES.flatMap(schemasOf).filter(([, schema]) => !(schema instanceof z.ZodUnion));
const REQUESTS = ALL.filter(([name]) => /(Request|Query)Schema$/.test(name));

/** The schemas that a module exports; fields and the like are parts of them. */
function schemasOf(module: object): [string, z.ZodType][] {
  return Object.entries(module).filter(
    (entry): entry is [string, z.ZodType] => entry[0].endsWith('Schema') && entry[1] instanceof z.ZodType,
  );
}

const REVOCATIONS = [
  ['RevokeGrant', RevokeGrantRequestSchema],
  ['RevokeSession', RevokeSessionRequestSchema],
  ['RevokeUserTokens', RevokeUserTokensRequestSchema],
  ['RevokeUserAppTokens', RevokeUserAppTokensRequestSchema],
  ['RevokeAppTokens', RevokeAppTokensRequestSchema],
  ['RevokeOrgTokens', RevokeOrgTokensRequestSchema],
] as const;

describe.each(REQUESTS)('%s', (_name, schema) => {
  it('refuses a field that it does not know', () => {
    const parsed = schema.safeParse({ covrs: ['access'] });
    expect(parsed.error?.issues).toContainEqual(
      expect.objectContaining({ code: 'unrecognized_keys', keys: ['covrs'] }),
    );
  });

  it.each([[null], ['text'], [7], [[]]])('refuses %j in place of an object', (body) => {
    expect(schema.safeParse(body).success).toBe(false);
  });
});

describe.each(ALL)('%s', (_name, schema) => {
  it('can be published as JSON Schema', () => {
    expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({ type: 'object' });
  });
});

describe.each(REVOCATIONS)('the body of %s', (_name, schema) => {
  it('covers everything, unless it names less', () => {
    expect(schema.parse({})).toEqual({ covers: ['access', 'refresh', 'session'] });
    expect(schema.parse({ covers: ['access'], reason: 'why' })).toEqual({
      covers: ['access'],
      reason: 'why',
    });
  });

  it('is refused when it covers nothing, something unknown, or something twice', () => {
    for (const covers of [[], ['id'], ['access', 'access'], 'access', null]) {
      expect(schema.safeParse({ covers }).success).toBe(false);
    }
  });

  it('is refused with a reason of more than 500 characters', () => {
    expect(schema.safeParse({ reason: 'x'.repeat(500) }).success).toBe(true);
    expect(schema.safeParse({ reason: 'x'.repeat(501) }).success).toBe(false);
  });
});

describe('RevokeToken', () => {
  it.each([
    [{}],
    [{ jti: '' }],
    [{ jti: 'x'.repeat(129) }],
    [{ jti: 7 }],
    [{ jti: 'a\nb' }],
    [{ jti: 'j', iss: '' }],
  ])('refuses %j', (body) => {
    expect(RevokeTokenRequestSchema.safeParse(body).success).toBe(false);
  });

  it('takes a token of an issuer that is named, or of our own', () => {
    const all = { covers: ['access', 'refresh', 'session'] };
    expect(RevokeTokenRequestSchema.parse({ jti: 'j' })).toEqual({ jti: 'j', ...all });
    expect(RevokeTokenRequestSchema.parse({ jti: 'j', iss: 'https://id.example' })).toMatchObject({
      iss: 'https://id.example',
    });
  });
});

describe('RotateSigningKeys', () => {
  it('has no default: whether tokens die is said, not assumed', () => {
    expect(RotateSigningKeysRequestSchema.safeParse({}).success).toBe(false);
    expect(RotateSigningKeysRequestSchema.parse({ mode: 'revoke' })).toEqual({ mode: 'revoke' });
  });
});

describe('paging', () => {
  it('reads numbers from text and has defaults', () => {
    expect(PagingQuerySchema.parse({})).toEqual({ limit: 50 });
    expect(PagingQuerySchema.parse({ limit: '200', cursor: 'c' })).toEqual({
      limit: 200,
      cursor: 'c',
    });
    expect(UsagePageQuerySchema.parse({})).toEqual({ page: 0, pageSize: 100 });
    expect(UsagePageQuerySchema.parse({ page: '3', pageSize: '1000' })).toEqual({
      page: 3,
      pageSize: 1000,
    });
  });

  it.each([
    { limit: '0' },
    { limit: '201' },
    { limit: 'x' },
    { limit: '1.5' },
    { limit: '' },
    { cursor: '' },
  ])('refuses %j', (query) => {
    expect(PagingQuerySchema.safeParse(query).success).toBe(false);
  });

  it.each([{ page: '-1' }, { pageSize: '0' }, { pageSize: '1001' }, { pageSize: '' }, { page: 'x' }])(
    'of usage refuses %j',
    (query) => {
      expect(UsagePageQuerySchema.safeParse(query).success).toBe(false);
    },
  );
});
