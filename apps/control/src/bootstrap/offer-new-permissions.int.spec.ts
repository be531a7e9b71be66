import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decideWithdrawRole, PERMISSIONS } from '#domain';
import { decide, TestDeployment, type TestProcess } from '#platform/testing';
import { unavailable } from '#event-log/testing';
import { bootstrap, DEFAULT_ORG } from './bootstrap.js';

const NEW = ['settings:manage', 'approvals:give'];
const KNOWN = PERMISSIONS.filter((permission) => !NEW.includes(permission));

let deployment: TestDeployment;
let process: TestProcess;
let adminId: string;
beforeEach(async () => {
  deployment = await TestDeployment.open();
  process = await deployment.start();
  await bootstrap(process.runtime, {});
  adminId = (await admin()).id;
});
afterEach(async () => {
  await deployment.close();
});

async function admin() {
  const stored = await deployment.storage.credentials.findByAlias('user', DEFAULT_ORG, 'admin');
  if (stored === null) throw new Error('there is no administrator');
  return stored;
}
const held = (): readonly string[] =>
  [...(process.runtime.decisions.org(DEFAULT_ORG)?.users.get(adminId)?.permissions ?? [])].sort();
const withdraw = (permissions: readonly string[]) =>
  decide(process.runtime, (org) => decideWithdrawRole(org, { userId: adminId, permissions }), DEFAULT_ORG);

/** Turns the administrator into one of an older version, which didn't know the new permissions. */
async function ofOlderVersion(offered: readonly string[] | null = KNOWN): Promise<void> {
  await withdraw(PERMISSIONS.filter((permission) => !(offered ?? KNOWN).includes(permission)));
  const { data, ...credential } = await admin();
  const rest = Object.entries(data).filter(([name]) => name !== 'offeredPermissions');
  const written = offered === null ? {} : { offeredPermissions: offered };
  await deployment.storage.credentials.put({
    ...credential,
    data: { ...Object.fromEntries(rest), ...written },
  });
}

describe('the administrator of an older version', () => {
  it('gets the permissions that are new', async () => {
    await ofOlderVersion();
    expect(held()).toEqual([...KNOWN].sort());
    await bootstrap(process.runtime, {});
    expect(held()).toEqual([...PERMISSIONS].sort());
  });

  it('of the first version, that wrote nothing down, gets them too', async () => {
    await ofOlderVersion(null);
    await bootstrap(process.runtime, {});
    expect(held()).toEqual([...PERMISSIONS].sort());
  });

  it('gets none if somebody has taken an older one away', async () => {
    await ofOlderVersion();
    await withdraw(['keys:rotate']);
    const curtailed = held();
    await bootstrap(process.runtime, {});
    expect(held()).toEqual(curtailed);
  });

  it('is given each once: what is withdrawn later stays withdrawn', async () => {
    await ofOlderVersion();
    await bootstrap(process.runtime, {});
    await withdraw(['approvals:give']);
    const left = held();
    await bootstrap(process.runtime, {});
    expect(held()).toEqual(left);
  });

  it('gets them from the next start, if the log could not be written', async () => {
    await ofOlderVersion();
    process.log.beforeAppend = () => {
      throw unavailable();
    };
    await expect(bootstrap(process.runtime, {})).rejects.toThrow();
    process.log.beforeAppend = () => undefined;
    await bootstrap(process.runtime, {});
    expect(held()).toEqual([...PERMISSIONS].sort());
  });

  it('signs in with the same password as before', async () => {
    const { data } = await admin();
    await ofOlderVersion();
    await bootstrap(process.runtime, {});
    expect((await admin()).data).toEqual(data);
  });
});

it('the administrator of this version is curtailed for good', async () => {
  await withdraw(['settings:manage']);
  const left = held();
  await bootstrap(process.runtime, {});
  expect(held()).toEqual(left);
});
