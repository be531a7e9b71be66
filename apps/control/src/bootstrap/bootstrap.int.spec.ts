import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PERMISSIONS } from '#domain';
import { unavailable } from '#event-log/testing';
import { type PasswordHash, verifyPassword } from '#platform';
import { TestDeployment, type TestProcess } from '#platform/testing';
import { bootstrap, DEFAULT_ORG } from './bootstrap.js';

let deployment: TestDeployment;
beforeEach(async () => {
  deployment = await TestDeployment.open();
});
afterEach(async () => {
  await deployment.close();
});

const orgOf = ({ runtime }: TestProcess) => {
  const org = runtime.decisions.org(DEFAULT_ORG);
  if (org === undefined) throw new Error('it is not there');
  return org;
};
async function passwordWorks(password: string | undefined): Promise<boolean> {
  const stored = await deployment.storage.credentials.findByAlias('user', DEFAULT_ORG, 'admin');
  return verifyPassword(password ?? '', (stored?.data['password'] ?? null) as PasswordHash | null);
}
async function secretWorks(id: string, secret: string | undefined): Promise<boolean> {
  const stored = await deployment.storage.credentials.get('client', id);
  return deployment.ring.verifySecret(secret ?? '', String(stored?.data['secretHash']));
}

describe('the first start', () => {
  it('makes organisation, administrator and service client, and shows their secrets', async () => {
    const process = await deployment.start();
    const made = await bootstrap(process.runtime, {});
    const org = orgOf(process);
    expect(org.registered).toBe(true);
    expect([...org.users.values()].map(({ permissions }) => [...permissions].sort())).toEqual([
      [...PERMISSIONS].sort(),
    ]);
    expect(org.apps.get('rescind-service')?.metadata.scope).toBe(PERMISSIONS.join(' '));
    expect(await passwordWorks(made.admin?.password)).toBe(true);
    expect(await secretWorks('rescind-service', made.serviceClient?.clientSecret)).toBe(true);
  });

  it('by several processes at once makes one of each, and every secret that is shown works', async () => {
    const processes = await Promise.all([1, 2, 3].map(() => deployment.start()));
    const made = await Promise.all(processes.map(({ runtime }) => bootstrap(runtime, {})));
    const [first] = processes;
    if (first === undefined) throw new Error('no process');
    await first.runtime.decisions.catchUp(DEFAULT_ORG);
    expect(orgOf(first).users.size).toBe(1);
    expect(orgOf(first).keys).toHaveLength(1);
    const passwords = made.flatMap(({ admin }) => (admin === null ? [] : [admin.password]));
    const secrets = made.flatMap(({ serviceClient }) =>
      serviceClient === null ? [] : [serviceClient.clientSecret],
    );
    expect(passwords.length).toBeGreaterThan(0);
    expect(secrets.length).toBeGreaterThan(0);
    for (const password of passwords) expect(await passwordWorks(password)).toBe(true);
    for (const secret of secrets) expect(await secretWorks('rescind-service', secret)).toBe(true);
  });

  it.each([1, 2, 3, 4])(
    'that was killed before its fact no. %i is finished by the next one, with secrets that work',
    async (nth) => {
      const killed = await deployment.start();
      let appends = 0;
      killed.log.beforeAppend = () => {
        appends += 1;
        if (appends >= nth) throw unavailable();
      };
      await expect(bootstrap(killed.runtime, {})).rejects.toThrow();
      const next = await deployment.start();
      const made = await bootstrap(next.runtime, {});
      expect(orgOf(next).users.size).toBe(1);
      expect(await passwordWorks(made.admin?.password)).toBe(true);
      expect(await secretWorks('rescind-service', made.serviceClient?.clientSecret)).toBe(true);
    },
  );
});

describe('every later start', () => {
  it('makes nothing and shows nothing, and nothing leads back to the secrets', async () => {
    const process = await deployment.start();
    await bootstrap(process.runtime, {});
    const before = orgOf(process).position;
    expect(await bootstrap(process.runtime, {})).toEqual({ admin: null, serviceClient: null });
    expect(orgOf(process).position).toEqual(before);
    const stored = await Promise.all(
      (['user', 'client'] as const).map((kind) => deployment.storage.credentials.list(kind, DEFAULT_ORG)),
    );
    expect(JSON.stringify(stored)).not.toContain('Salt');
  });
});

describe('a service client that is preset', () => {
  const preset = (secret: string) => ({
    RESCIND_BOOTSTRAP_CLIENT_ID: 'mine',
    RESCIND_BOOTSTRAP_CLIENT_SECRET: secret,
    RESCIND_BOOTSTRAP_SCOPES: 'usage:read',
  });

  it('has that id, secret and scope; a later start with another secret changes it', async () => {
    const { runtime } = await deployment.start();
    const made = await bootstrap(runtime, preset('one'));
    expect(made.serviceClient).toEqual({ clientId: 'mine', clientSecret: 'one' });
    expect(runtime.decisions.org(DEFAULT_ORG)?.apps.get('mine')?.metadata.scope).toBe('usage:read');
    expect((await bootstrap(runtime, preset('two'))).serviceClient).toBeNull();
    expect(await secretWorks('mine', 'one')).toBe(false);
    expect(await secretWorks('mine', 'two')).toBe(true);
  });
});
