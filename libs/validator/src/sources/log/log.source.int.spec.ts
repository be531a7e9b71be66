import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importVerificationKeys } from '#contracts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from '#embedded';
import { DECISIONS_TOPIC, type EventLog } from '#event-log';
import { createEmbeddedLog } from '#event-log/embedded';
import type { Effect } from '#domain';
import { outcome } from '../../testing/in-process.js';
import { signRecord, TestSigner } from '../../testing/signed-log.js';
import { ISSUER, makeKey, ownClaims, ownIssuer, sign, type TestKey } from '../../testing/tokens.js';
import { until } from '../../testing/until.js';
import { createValidator } from '../../validator.js';
import type { Validator } from '../../verify/validator.port.js';
import { logSource } from './log.source.js';

let folder: string;
let database: EmbeddedDatabase;
let log: EventLog;
let signer: TestSigner;
let key: TestKey;
let validator: Validator | null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-validator-'));
  database = await openEmbeddedDatabase({ file: join(folder, 'log.db') });
  log = createEmbeddedLog({ database, partitions: { decisions: 1, usage: 1 } });
  await log.start();
  signer = await TestSigner.make();
  key = await makeKey('EdDSA');
  validator = null;
});
afterEach(async () => {
  await validator?.close();
  await log.close();
  await database.close();
  await rm(folder, { recursive: true });
});

const token = (jti: string) => sign(key, ownClaims(Math.floor(Date.now() / 1000), { jti }));
const deny = (jti: string): Effect => ({ effect: 'deny', iss: ISSUER, jti });

/** Appends a decision as control does; the organisations share the one partition. */
async function append(effects: readonly Effect[], orgId = 'acme', by = signer): Promise<number> {
  const place = { generation: 'unused', offset: 0, previous: -1 };
  const { value, headers } = await signRecord(by, place, { effects, orgId });
  return (await log.append(DECISIONS_TOPIC, { key: orgId, value, headers })).offset;
}

async function connect(): Promise<Validator> {
  const verificationKeys = await importVerificationKeys({ keys: [signer.publicJwk] });
  const source = logSource({ log, orgId: 'acme', verificationKeys, boundsIntervalMs: 50 });
  validator = createValidator({ issuers: [ownIssuer([key])], source });
  return validator;
}

describe('a validator on the event log', () => {
  it('knows what was there, and what comes, of its own organisation alone', async () => {
    await append([deny('a')]);
    await append([deny('theirs')], 'other');
    const edge = await connect();
    await edge.ready();
    const b = await token('b');
    expect(await outcome(edge, await token('a'))).toBe('token-revoked');
    expect(await outcome(edge, await token('theirs'))).toBe('accepted');
    expect(await outcome(edge, b)).toBe('accepted');
    const offset = await append([deny('b')]);
    await until('b is refused', async () => (await outcome(edge, b)) === 'token-revoked');
    expect(edge.status().position).toMatch(new RegExp(`:${String(offset)}$`));
  });

  it('is ready on an empty log, and stays fresh while only others decide', async () => {
    const edge = await connect();
    await edge.ready();
    for (let count = 0; count < 5; count++) await append([deny('theirs')], 'other');
    await until('the end was reached again', () => (edge.status().ageMs ?? Infinity) < 50);
    expect(edge.status()).toMatchObject({ stale: false, entries: 0 });
  });

  it('is stale after a record that control has not signed, and believes nothing of it', async () => {
    const edge = await connect();
    await edge.ready();
    await append([deny('innocent')], 'acme', await TestSigner.make());
    await until('it noticed', () => edge.status().reason === 'bad-signature');
    await append([deny('c')]);
    await until('it reads on', () => edge.status().entries === 1);
    expect(await outcome(edge, await token('innocent'))).toBe('STALE');
    expect(await outcome(edge, await token('c'))).toBe('token-revoked');
  });
});
