import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IssuerHarness } from '../testing/issuer.harness.js';

let harness: IssuerHarness;

beforeAll(async () => {
  harness = await IssuerHarness.start();
});
afterAll(() => harness.close());

describe('an issuer that lacks what it needs', () => {
  it.each(['/token', '/token/introspection', '/token/revocation'])(
    'answers %s with 503 and Retry-After while secrets can’t be checked',
    async (path) => {
      const app = await harness.registerApp({ scope: 'a' });
      const fields = { grant_type: 'client_credentials', token: 'any' };
      harness.faults.credentials = true;
      const response = await harness.post(path, fields, app);
      harness.faults.credentials = false;
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
      expect((await harness.post(path, fields, app)).status).toBe(200);
    },
  );

  it('mints nothing when it has not read the decision log for longer than revocations are kept for it', async () => {
    const app = await harness.registerApp({ scope: 'a' });
    harness.knowledgeAgeMs = 3_600_000;
    const late = await harness.post('/token', { grant_type: 'client_credentials' }, app);
    harness.knowledgeAgeMs = 1_000;
    const current = await harness.post('/token', { grant_type: 'client_credentials' }, app);
    expect([late.status, await late.json()]).toEqual([
      503,
      expect.objectContaining({ error: 'temporarily_unavailable' }),
    ]);
    expect(current.status).toBe(200);
  });

  it('is answered 503 as a problem document where its signing key is not held here', async () => {
    await harness.registerOrg('elsewhere', 'acme');
    const response = await harness.send(harness.url('/jwks', 'elsewhere'));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toMatchObject({ code: 'NOT_READY', status: 503 });
  });
});
