import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { importVerificationKeys } from '#contracts';
import type { Effect } from '#domain';
import { DECISIONS_TOPIC, type EventLog } from '#event-log';
import { describeWith } from '../../../../../test/harness/index.js';
import { KafkaWorkbench } from '../../../../../test/harness/kafka-workbench.js';
import { outcome } from '../../testing/in-process.js';
import { signRecord, TestSigner } from '../../testing/signed-log.js';
import { ISSUER, makeKey, ownClaims, ownIssuer, sign, type TestKey } from '../../testing/tokens.js';
import { until } from '../../testing/until.js';
import { createValidator } from '../../validator.js';
import type { Validator } from '../../verify/validator.port.js';
import { logSource } from './log.source.js';

/** A broker creates topics, groups and leaders at its own pace. */
const PATIENCE_MS = 60_000;

describeWith('kafka')('a validator on a real broker', ({ kafka }) => {
  let bench: KafkaWorkbench;
  let log: EventLog;
  let signer: TestSigner;
  let key: TestKey;
  let validator: Validator | null;

  beforeEach(async () => {
    bench = new KafkaWorkbench(kafka.brokers);
    log = await bench.started();
    signer = await TestSigner.make();
    key = await makeKey('EdDSA');
    validator = null;
  });
  afterEach(async () => {
    await validator?.close();
    await bench.dispose();
  });

  const token = (jti: string) => sign(key, ownClaims(Math.floor(Date.now() / 1000), { jti }));
  const deny = (jti: string): Effect => ({ effect: 'deny', iss: ISSUER, jti });

  /** Appends a decision as control does; the organisations share the one partition. */
  async function append(effects: readonly Effect[], orgId = 'acme', to = log): Promise<string> {
    const place = { generation: 'unused', offset: 0, previous: -1 };
    const { value, headers } = await signRecord(signer, place, { effects, orgId });
    const { generation, offset } = await to.append(DECISIONS_TOPIC, { key: orgId, value, headers });
    return `${generation}:${String(offset)}`;
  }

  async function connect(): Promise<Validator> {
    const verificationKeys = await importVerificationKeys({ keys: [signer.publicJwk] });
    const source = logSource({ log, orgId: 'acme', verificationKeys, boundsIntervalMs: 50 });
    validator = createValidator({ issuers: [ownIssuer([key])], source });
    return validator;
  }

  it('refuses what was revoked before it came, and what is revoked from then on', async () => {
    await append([deny('before')]);
    const edge = await connect();
    await edge.ready();
    const good = await token('good');
    expect(await outcome(edge, await token('before'))).toBe('token-revoked');
    expect(await outcome(edge, good)).toBe('accepted');
    const position = await append([deny('good')]);
    await until('it is refused', async () => (await outcome(edge, good)) === 'token-revoked', PATIENCE_MS);
    expect(edge.status()).toMatchObject({ position, stale: false });
  });

  it('is ready on a partition that holds nothing yet, and then follows it', async () => {
    const edge = await connect();
    await edge.ready();
    expect(edge.status()).toMatchObject({ ready: true, stale: false, position: null, entries: 0 });
    await append([deny('first')]);
    await until('it is absorbed', () => edge.status().entries === 1, PATIENCE_MS);
    expect(await outcome(edge, await token('first'))).toBe('token-revoked');
  });

  it('has nothing to do with other organisations in its partition, and stays fresh while only they decide', async () => {
    await append([deny('theirs')], 'other');
    const own = await append([deny('ours')]);
    const edge = await connect();
    await edge.ready();
    const theirs = [];
    for (let count = 0; count < 20; count++) theirs.push(await append([deny('theirs')], 'other'));
    const bounds = await log.bounds(DECISIONS_TOPIC, 0);
    expect(theirs.at(-1)).toBe(`${bounds.generation}:${String(bounds.end - 1)}`);
    const since = performance.now();
    await until(
      'all of it was read',
      () => (edge.status().ageMs ?? Infinity) < performance.now() - since,
      PATIENCE_MS,
    );
    expect(edge.status()).toMatchObject({ stale: false, position: own, entries: 1 });
    expect(await outcome(edge, await token('theirs'))).toBe('accepted');
    expect(await outcome(edge, await token('ours'))).toBe('token-revoked');
  });

  it('is stale once its topic was replaced, still refuses what it knew, and goes on with the new one', async () => {
    await append([deny('known')]);
    const edge = await connect();
    await edge.ready();
    const reasons = new Set<string>();
    const watch = setInterval(() => reasons.add(edge.status().reason ?? 'fresh'), 5);
    try {
      await bench.deleteTopic(DECISIONS_TOPIC);
      const replaced = await bench.started();
      await until('it noticed', () => reasons.has('generation-changed'), PATIENCE_MS);
      expect(await outcome(edge, await token('known'))).toBe('token-revoked');
      const position = await append([deny('new')], 'acme', replaced);
      await until('it follows the new one', () => edge.status().position === position, PATIENCE_MS);
      await until('it is fresh', () => !edge.status().stale, PATIENCE_MS);
    } finally {
      clearInterval(watch);
    }
    expect(await outcome(edge, await token('known'))).toBe('token-revoked');
    expect(await outcome(edge, await token('new'))).toBe('token-revoked');
    expect(await outcome(edge, await token('other'))).toBe('accepted');
  });
});
