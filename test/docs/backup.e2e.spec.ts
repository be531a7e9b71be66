import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../platform/api/api-client.js';
import { type AppProcess, freePort, startApp } from '../platform/processes/child-process.js';
import { until } from '../platform/until.js';

const SERVICE = { id: 'rescind-service', secret: 'a-secret-that-was-preset' };

describe('a copy of the data folder, made as docs/guides/operating.md says', () => {
  const folders: string[] = [];
  const running: AppProcess[] = [];
  afterAll(async () => {
    await Promise.all(running.map((app) => app.stop()));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const newFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'rescind-backup-'));
    folders.push(folder);
    return folder;
  };
  const start = async (folder: string, port: number): Promise<AppProcess> => {
    const app = startApp('standalone', port, {
      RESCIND_DATA_DIR: folder,
      RESCIND_BOOTSTRAP_CLIENT_SECRET: SERVICE.secret,
    });
    running.push(app);
    await until(
      `ready; it printed ${app.output()}`,
      async () => (await fetch(`${app.url}/health/ready`)).ok,
      60_000,
    );
    return app;
  };

  it('knows what was revoked, and its clients’ secrets', async () => {
    const [folder, copy, port] = [newFolder(), newFolder(), await freePort()];
    const original = await start(folder, port);
    const api = new ApiClient(original.url, `${original.url}/o/default`, SERVICE);
    const { body: app } = await api.post('/apps', { client_name: 'Backed up' });
    const [clientId, secret] = [String(app['client_id']), String(app['client_secret'])];
    const token = await api.clientToken(clientId, secret);
    expect((await api.post(`/apps/${clientId}/revoke`)).status).toBe(202);
    await original.stop();
    cpSync(folder, copy, { recursive: true });
    rmSync(folder, { recursive: true });

    await start(copy, port);
    await until(
      'the old token is refused',
      async () => (await api.get('/edge/verdict', { token })).headers.get('rescind-reason') === 'app-revoked',
    );
    const fresh = await api.clientToken(clientId, secret);
    expect((await api.get('/edge/verdict', { token: fresh })).status).toBe(200);
  });

  it('is refused without the key that it is sealed under', async () => {
    const [folder, port] = [newFolder(), await freePort()];
    await (await start(folder, port)).stop();
    rmSync(join(folder, 'key-encryption-key'));
    const env = { PATH: process.env['PATH'], RESCIND_DATA_DIR: folder, RESCIND_PORT: String(port) };
    const keyless = spawnSync(process.execPath, ['dist/apps/standalone/src/main.js'], {
      env,
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(keyless.stderr).toContain('its key is missing');
    expect(keyless.status).toBe(78);
  });
});
