import { describe, expect, it } from '@jest/globals';
import { type IssuerOptions, resolveIssuerOptions } from './issuer.options.js';

const VALID: IssuerOptions = { publicUrl: 'https://id.example', secret: new Uint8Array(32) };

describe('issuer options', () => {
  it('have the documented defaults', () => {
    expect(resolveIssuerOptions(VALID)).toMatchObject({
      defaultResource: 'https://id.example',
      refreshRetryWindowMs: 10_000,
      maxProviders: 100,
      lifetimes: {
        accessTokenS: 3_600,
        refreshTokenS: 2_592_000,
        sessionS: 1_209_600,
        authorizationCodeS: 60,
      },
    });
  });

  it('are refused with all their problems at once', () => {
    const wrong = {
      publicUrl: 'https://id.example/',
      defaultResource: '/relative',
      secret: new Uint8Array(31),
      lifetimes: { accessTokenS: 86_401, grantS: 0.5 },
      maxProviders: 0,
    };
    expect(() => resolveIssuerOptions(wrong)).toThrow(
      /publicUrl.*defaultResource.*secret.*accessTokenS.*86400.*grantS.*34560000.*maxProviders/,
    );
  });

  it.each([
    'ftp://id.example',
    'https://id.example/?a',
    'https://id.example#x',
    'id.example',
    'https://id.example/base/',
  ])('refuse %s as public URL', (publicUrl) => {
    expect(() => resolveIssuerOptions({ ...VALID, publicUrl })).toThrow(TypeError);
  });
});
