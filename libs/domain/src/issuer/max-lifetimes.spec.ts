import { describe, expect, it } from '@jest/globals';
import { DEFAULT_MAX_LIFETIME_MS } from '../revocation/index.js';
import { foldedOrg, issuerRegistered, recordedLog } from '../testing/index.js';
import { maxLifetimesOf } from './max-lifetimes.js';

describe('maxLifetimesOf', () => {
  it('is the default where only our own issuer is accepted', () => {
    expect(maxLifetimesOf(foldedOrg([]))).toEqual(DEFAULT_MAX_LIFETIME_MS);
  });

  it('is never shorter than what any accepted issuer may give its tokens', () => {
    const week = 7 * 86_400_000;
    const long = {
      type: 'IssuerRegistered',
      data: { ...issuerRegistered('https://a.example').data, maxLifetimeMs: week },
    } as const;
    const org = foldedOrg(recordedLog([long, issuerRegistered('https://b.example')]));
    expect(maxLifetimesOf(org)).toEqual({ ...DEFAULT_MAX_LIFETIME_MS, access: week });
  });
});
