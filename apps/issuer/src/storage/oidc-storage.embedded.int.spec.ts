import { expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedDatabase } from '#embedded';
import { describeOidcStorage } from '../testing/oidc-storage.contract.js';
import { createEmbeddedOidcStorage } from './oidc-storage.embedded.js';

describeOidcStorage('embedded', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rescind-oidc-'));
  const database = await openEmbeddedDatabase({ file: join(directory, 'rescind.db') });
  const clock = { nowMs: Date.now() };
  return {
    storage: createEmbeddedOidcStorage(database, () => clock.nowMs),
    other: createEmbeddedOidcStorage(database, () => clock.nowMs),
    clock,
    async close() {
      await database.close();
      await rm(directory, { recursive: true });
    },
  };
});

it('keeps what it stored when the file is closed and opened again', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'rescind-oidc-'));
  const file = join(directory, 'rescind.db');
  const key = { orgId: 'acme', model: 'RefreshToken', id: 'digest' };
  const before = await openEmbeddedDatabase({ file });
  const storage = createEmbeddedOidcStorage(before);
  await storage.open();
  await storage.upsert(key, {
    payload: { a: 1 },
    grantId: 'g',
    uid: null,
    userCode: null,
    expiresAtMs: null,
  });
  await storage.consume(key);
  await before.close();
  const after = await openEmbeddedDatabase({ file });
  expect((await createEmbeddedOidcStorage(after).consume(key))?.first).toBe(false);
  await after.close();
  await rm(directory, { recursive: true });
});
