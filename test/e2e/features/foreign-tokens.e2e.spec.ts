import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Answer } from '../../platform/api/api-client.js';
import { type Holding, obtainHolding, sentBack } from '../../platform/pages/holdings.js';
import { type ForeignToken, startForeignIssuer } from '../../platform/actors/foreign-issuer.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import { until } from '../../platform/until.js';
import {
  registerSignInApp,
  registerUser,
  type SignInApp,
  type TestUser,
} from '../../platform/actors/user-sign-in.js';

type Row = Record<string, unknown>;

inBothModes('tokens of other issuers', (platform) => {
  let server: ResourceServer;
  beforeAll(async () => {
    server = await startResourceServer(platform());
  });
  afterAll(() => server.close());

  const newApp = (): Promise<SignInApp> => registerSignInApp(platform(), 'confidential');
  const newUser = (): Promise<TestUser> => registerUser(platform());
  const hold = (app: SignInApp, user: TestUser): Promise<Holding> => obtainHolding(platform(), app, user);
  const post = (path: string, body: object): Promise<Answer> => platform().api.post(path, body);

  it('R8 only tokens that were issued here are listed, not those that were only revoked or presented', async () => {
    const { api, issuer } = platform();
    const holding = await hold(await newApp(), await newUser());
    const foreign = `foreign-${holding.accessId}`;
    const command = await post('/tokens/revoke', { jti: foreign, iss: 'https://elsewhere.example' });
    const own = await post('/tokens/revoke', { jti: `never-${holding.accessId}` });
    expect([command.body['status'], own.body['status']]).toEqual(['accepted', 'accepted']);
    await server.call(`${holding.access.slice(0, -4)}AAAA`);

    const ids: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await api.get(`/tokens?limit=200${cursor}`, { headers: sentBack(own) });
      for (const { token_id: id, iss } of body['tokens'] as Row[]) {
        expect(iss).toBe(issuer);
        ids.push(id);
      }
      const next = body['nextCursor'];
      cursor = typeof next === 'string' ? `&cursor=${encodeURIComponent(next)}` : '';
    } while (cursor !== '');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([holding.accessId, holding.refreshId]));
    for (const unknown of [foreign, `never-${holding.accessId}`]) {
      expect(ids).not.toContain(unknown);
      const page = await api.get(`/tokens/${unknown}`);
      expect([page.status, page.body['code']]).toEqual([404, 'TOKEN_NOT_FOUND']);
    }
  });

  it('R8 tokens that a registered foreign issuer reported are listed beside ours, and end in the same ways', async () => {
    const { api, url } = platform();
    const partner = await startForeignIssuer(url);
    const edge = await startResourceServer(platform(), 'accepts a partner', { others: [partner.options] });
    try {
      const clientId = `crm-${partner.iss.slice(8, 16)}`;
      const [one, two, three] = [
        await partner.sign(clientId, `pat-${clientId}`),
        await partner.sign(clientId, `kim-${clientId}`),
        await partner.sign(clientId, `lee-${clientId}`),
      ];
      const report = () => {
        const tokens = [one, two, three].map(({ claims }) => claims);
        return api.post('/issuers/tokens', { iss: partner.iss, tokens });
      };
      const early = await report();
      expect([early.status, early.body['code']]).toEqual([404, 'ISSUER_NOT_FOUND']);
      await partner.register(api);
      expect((await report()).body).toMatchObject({ reported: 3, known: 0, new_client_ids: [clientId] });
      for (const { text } of [one, two, three]) await edge.accepts(text);

      const page = ({ claims }: ForeignToken) => api.get(`/tokens/${claims.jti}`);
      const listed = await until('they are listed', async () => {
        const { body } = await api.get(`/tokens?client_id=${clientId}`);
        const rows = (body['tokens'] ?? []) as Row[];
        return rows.length === 3 && rows;
      });
      expect(listed.map(({ iss, status }) => [iss, status])).toEqual(
        Array.from({ length: 3 }, () => [partner.iss, 'active']),
      );

      const { path, body } = (await page(one)).body['revoke'] as { path: string; body: object };
      expect((await post(path, body)).status).toBe(202);
      await edge.refuses(one.text, 'token-revoked');
      expect((await post(`/users/${two.claims.sub}/apps/${clientId}/revoke`, {})).status).toBe(202);
      await edge.refuses(two.text, 'user-app-revoked');
      await edge.accepts(three.text);
      expect((await post(`/apps/${clientId}/block`, {})).status).toBe(202);
      await edge.refuses(three.text, 'app-blocked');
      const reasons = await Promise.all([one, two, three].map(page));
      expect(reasons.map((answer) => answer.body['status'])).toEqual(['revoked', 'revoked', 'revoked']);
    } finally {
      await edge.close();
      partner.close();
    }
  });
});
