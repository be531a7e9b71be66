import { describe, expect, it } from '@jest/globals';
import { feedSource } from '../sources/feed/feed.source.js';
import { logSource } from '../sources/log/log.source.js';
import { ValidatorConfigError } from '../checks/validator.errors.js';
import { createValidator } from '../validator.js';

/** The paths of every problem that options have; they come from callers without types, so anything goes. */
function problems(make: () => unknown): string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof ValidatorConfigError) return error.problems.map((one) => one.path);
    throw error;
  }
  return [];
}

const make = (options: object) =>
  problems(() => createValidator(options as Parameters<typeof createValidator>[0]));

describe('options that make no sense', () => {
  it('are all told at once', () => {
    const issuer = {
      issuer: '',
      audience: [],
      jwksUri: 'file:///keys',
      algorithms: ['none'],
      clockToleranceMs: -1,
      own: 'yes',
    };
    expect(
      make({ issuers: [issuer], source: {}, maxStalenessMs: 5, whenStale: 'shrug', cacheSize: Number.NaN }),
    ).toEqual([
      'issuers[0].issuer',
      'issuers[0].jwksUri',
      'issuers[0].audience',
      'issuers[0].algorithms',
      'issuers[0].clockToleranceMs',
      'issuers[0].own',
      'source',
      'maxStalenessMs',
      'cacheSize',
      'whenStale',
    ]);
  });

  it.each([
    ['no issuers', { issuers: [] }, 'issuers'],
    ['grace without a bound', { whenStale: 'allow', maxGraceMs: Infinity }, 'maxGraceMs'],
    ['grace that is no number', { whenStale: 'allow', maxGraceMs: Number.NaN }, 'maxGraceMs'],
    ['grace before it is stale', { whenStale: 'allow', maxGraceMs: -1 }, 'maxGraceMs'],
    ['introspect without a server', { whenStale: 'introspect' }, 'introspection'],
    [
      'credentials in a URL',
      { issuers: [{ issuer: 'i', audience: 'a', jwksUri: 'https://u:p@id.test/jwks' }] },
      'issuers[0].jwksUri',
    ],
    [
      'both keys and an address',
      { issuers: [{ issuer: 'i', audience: 'a', jwksUri: 'https://id.test', jwks: { keys: [] } }] },
      'issuers[0].jwksUri',
    ],
    ['neither keys nor an address', { issuers: [{ issuer: 'i', audience: 'a' }] }, 'issuers[0].jwksUri'],
    [
      'a symmetric algorithm',
      { issuers: [{ issuer: 'i', audience: 'a', jwks: { keys: [] }, algorithms: ['HS256'] }] },
      'issuers[0].algorithms',
    ],
    [
      'an issuer twice',
      { issuers: [0, 1].map(() => ({ issuer: 'i', audience: 'a', jwks: { keys: [] } })) },
      'issuers[1].issuer',
    ],
  ])('%s', (_name, options, path) => {
    const source = { start: () => Promise.resolve(), close: () => Promise.resolve() };
    expect(
      make({ issuers: [{ issuer: 'i', audience: 'a', jwks: { keys: [] } }], source, ...options }),
    ).toContain(path);
  });

  it('of a feed', () => {
    const options = { url: 'feed', orgId: '', edgeId: 'e', edgeSecret: '', headIntervalMs: 1 };
    expect(problems(() => feedSource(options))).toEqual(['url', 'orgId', 'edgeSecret', 'headIntervalMs']);
  });

  it('of a log', () => {
    const options = { orgId: '', log: {}, verificationKeys: { keys: [] } } as unknown as Parameters<
      typeof logSource
    >[0];
    expect(problems(() => logSource(options))).toEqual(['orgId', 'log']);
  });

  it('are told without the secret', () => {
    const url = 'not a url';
    const told = (() => {
      try {
        feedSource({ url, orgId: '', edgeId: 'e', edgeSecret: 'canary' });
      } catch (error) {
        return String(error);
      }
      return '';
    })();
    expect(told).toContain('url: must be an absolute http(s) URL');
    expect(told).not.toContain('canary');
  });
});
