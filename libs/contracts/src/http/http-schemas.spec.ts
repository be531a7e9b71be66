import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import * as appInstall from './app-install.http.js';
import * as appPolicy from './app-policy.http.js';
import * as appPreauthorizations from './app-preauthorizations.http.js';
import * as appResource from './app-resource.http.js';
import * as appSettings from './app-settings.http.js';
import * as registration from './client-registration.http.js';
import * as commands from './commands.http.js';
import * as connectedApps from './connected-apps.http.js';
import * as denials from './denials.http.js';
import * as groups from './groups.http.js';
import * as organization from './organization.http.js';
import * as paging from './paging.http.js';
import * as revocations from './revocations.http.js';
import * as tokens from './tokens.http.js';
import * as usage from './usage.http.js';
import * as users from './users.http.js';

function schemasOf(module: object): [string, z.ZodType][] {
  return Object.entries(module).filter(
    (entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType,
  );
}

const APPS = [appInstall, appPolicy, appPreauthorizations, appResource, appSettings];
const REQUESTS = [
  ...APPS.flatMap(schemasOf),
  ...schemasOf(commands),
  ...schemasOf(paging),
  ...schemasOf(registration),
  ...schemasOf(groups),
  ...schemasOf(organization),
  ...schemasOf(users),
  ...schemasOf(usage),
  ...schemasOf(tokens),
  ...schemasOf(denials),
].filter(([name]) => /(Request|Query)Schema$/.test(name));
const ALL = [
  ...APPS,
  connectedApps,
  denials,
  tokens,
  registration,
  commands,
  groups,
  organization,
  paging,
  revocations,
  usage,
  users,
].flatMap(schemasOf);

const REVOCATIONS = [
  ['RevokeGrant', commands.RevokeGrantRequestSchema],
  ['RevokeSession', commands.RevokeSessionRequestSchema],
  ['RevokeUserTokens', commands.RevokeUserTokensRequestSchema],
  ['RevokeUserAppTokens', commands.RevokeUserAppTokensRequestSchema],
  ['RevokeAppTokens', commands.RevokeAppTokensRequestSchema],
  ['RevokeOrgTokens', commands.RevokeOrgTokensRequestSchema],
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
    expect(commands.RevokeTokenRequestSchema.safeParse(body).success).toBe(false);
  });

  it('takes a token of an issuer that is named, or of our own', () => {
    const all = { covers: ['access', 'refresh', 'session'] };
    expect(commands.RevokeTokenRequestSchema.parse({ jti: 'j' })).toEqual({ jti: 'j', ...all });
    expect(commands.RevokeTokenRequestSchema.parse({ jti: 'j', iss: 'https://id.example' })).toMatchObject({
      iss: 'https://id.example',
    });
  });
});

describe('RotateSigningKeys', () => {
  it('has no default: whether tokens die is said, not assumed', () => {
    expect(commands.RotateSigningKeysRequestSchema.safeParse({}).success).toBe(false);
    expect(commands.RotateSigningKeysRequestSchema.parse({ mode: 'revoke' })).toEqual({ mode: 'revoke' });
  });
});

describe('paging', () => {
  it('reads numbers from text and has defaults', () => {
    expect(paging.PagingQuerySchema.parse({})).toEqual({ limit: 50 });
    expect(paging.PagingQuerySchema.parse({ limit: '200', cursor: 'c' })).toEqual({
      limit: 200,
      cursor: 'c',
    });
    expect(paging.UsagePageQuerySchema.parse({})).toEqual({ page: 0, pageSize: 100 });
    expect(paging.UsagePageQuerySchema.parse({ page: '3', pageSize: '1000' })).toEqual({
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
    expect(paging.PagingQuerySchema.safeParse(query).success).toBe(false);
  });

  it.each([{ page: '-1' }, { pageSize: '0' }, { pageSize: '1001' }, { pageSize: '' }, { page: 'x' }])(
    'of usage refuses %j',
    (query) => {
      expect(paging.UsagePageQuerySchema.safeParse(query).success).toBe(false);
    },
  );
});
