import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { type CredentialStore, CredentialStoreError, KeyRing, type Runtime } from '#platform';
import { EdgeCredentialsGuard } from './edge-credentials.guard.js';

const ring = new KeyRing(Buffer.alloc(32, 7));
const LONG_MS = 3_600_000;

/** An edge of an organisation, a credential store that can be away, and a clock. */
function world() {
  const state = { away: false, hangs: false, isGone: false, nowMs: 0, retiredAtMs: null as number | null };
  const credentials: Pick<CredentialStore, 'get'> = {
    get: () => {
      if (state.hangs) return new Promise(() => undefined);
      if (state.isGone) return Promise.resolve(null);
      if (state.away) return Promise.reject(new CredentialStoreError('STORE_UNAVAILABLE', 'away', true));
      const data = { secretHash: ring.hashSecret('right'), orgIds: ['acme'] };
      return Promise.resolve({ kind: 'edge', id: 'edge_1', orgId: 'acme', alias: null, data });
    },
  };
  const edges = { get: () => ({ edgeId: 'edge_1', retiredAtMs: state.retiredAtMs }) };
  const runtime = {
    ring,
    ambient: { monotonic: () => state.nowMs },
    storage: { credentials },
    decisions: { org: () => ({ edges }), catchUp: () => Promise.resolve() },
  };
  const guard = new EdgeCredentialsGuard(runtime as unknown as Runtime);
  const ask = (secret: string): Promise<boolean> => {
    const authorization = `Basic ${Buffer.from(`edge_1:${secret}`).toString('base64')}`;
    const request = { headers: { authorization }, query: { org: 'acme' } };
    const context = { switchToHttp: () => ({ getRequest: () => request }) };
    return guard.canActivate(context as unknown as ExecutionContext);
  };
  return { state, ask };
}

describe('an edge credential while the store is away', () => {
  it('that was right before is right still, however long the store is away', async () => {
    const { state, ask } = world();
    expect(await ask('right')).toBe(true);
    state.away = true;
    state.nowMs = LONG_MS;
    expect(await ask('right')).toBe(true);
  });

  it('that was right before is let in at once, also while the store doesn’t answer at all', async () => {
    const { state, ask } = world();
    expect(await ask('right')).toBe(true);
    state.hangs = true;
    for (let times = 1; times < 4; times += 1) {
      state.nowMs = times * LONG_MS;
      expect(await ask('right')).toBe(true);
    }
  });

  it('that is in the store no more is refused once that was seen', async () => {
    const { state, ask } = world();
    expect(await ask('right')).toBe(true);
    state.isGone = true;
    expect(await ask('right')).toBe(true);
    state.nowMs = LONG_MS;
    await ask('right');
    await expect(ask('right')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('that was never seen, or whose secret is wrong, is not let in', async () => {
    const { state, ask } = world();
    state.away = true;
    await expect(ask('right')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    state.away = false;
    expect(await ask('right')).toBe(true);
    state.away = true;
    state.nowMs = LONG_MS;
    await expect(ask('wrong')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('of an edge that was retired meanwhile is refused', async () => {
    const { state, ask } = world();
    expect(await ask('right')).toBe(true);
    state.away = true;
    state.retiredAtMs = 5;
    await expect(ask('right')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
