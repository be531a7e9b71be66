import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ValidatorOptions } from '../../options/validator.options.js';
import { FeedFixture } from '../../testing/feed.fixture.js';
import { outcome } from '../../testing/in-process.js';
import { makeKey, ownClaims, ownIssuer, sign, type TestKey } from '../../testing/tokens.js';
import { TestSigner, signRecord } from '../../testing/signed-log.js';
import { until } from '../../testing/until.js';
import { createValidator } from '../../validator.js';
import type { Validator } from '../../verify/validator.port.js';
import { feedSource, type FeedSourceOptions } from './feed.source.js';

let feed: FeedFixture;
let key: TestKey;
let validator: Validator | null;
const seconds = () => Math.floor(Date.now() / 1000);
const token = (jti: string) => sign(key, ownClaims(seconds(), { jti }));

beforeEach(async () => {
  feed = await FeedFixture.start();
  key = await makeKey('EdDSA');
  validator = null;
});
afterEach(async () => {
  await validator?.close();
  await feed.close();
});

/** A validator on the feed, with a quick head. */
function connect(
  source: Partial<FeedSourceOptions> = {},
  options: Partial<ValidatorOptions> = {},
): Validator {
  validator = createValidator({
    issuers: [ownIssuer([key])],
    source: feedSource({ url: feed.url, ...feed.edge, headIntervalMs: 50, ...source }),
    ...options,
  });
  return validator;
}

const fresh = (edge: Validator) => until('knowledge is fresh', () => !edge.status().stale);
const stale = (edge: Validator, reason: string) =>
  until(`stale: ${reason}`, () => edge.status().reason === reason);

describe('a validator on a feed', () => {
  it('accepts nothing before its first snapshot, and says so', async () => {
    feed.faults.status = 503;
    const edge = connect();
    await until(
      'the feed was asked',
      () => (feed.hits['/feed/keys'] ?? 0) + (feed.hits['/feed/snapshot'] ?? 0) > 0,
    );
    expect(edge.status()).toMatchObject({ ready: false, stale: true, reason: 'no-snapshot', position: null });
    expect(await outcome(edge, await token('a'))).toBe('NOT_READY');
    feed.faults.status = null;
    await fresh(edge);
    expect(await outcome(edge, await token('a'))).toBe('accepted');
  });

  it('knows what the snapshot holds, and what the stream brings', async () => {
    await feed.deny('a');
    const edge = connect();
    await edge.ready();
    const b = await token('b');
    expect([await outcome(edge, await token('a')), await outcome(edge, b)]).toEqual([
      'token-revoked',
      'accepted',
    ]);
    await feed.deny('b');
    await until('b is refused', async () => (await outcome(edge, b)) === 'token-revoked');
    expect(edge.status().position).toBe(`g1:${String(feed.position.offset)}`);
  });

  it('starts on an organisation without any decision', async () => {
    const edge = connect();
    await edge.ready();
    await feed.deny('a');
    await until('it is absorbed', () => edge.status().entries === 1);
    expect(feed.hits['/feed/snapshot']).toBe(1);
  });

  it('resumes a cut stream where it was, without another snapshot', async () => {
    const edge = connect();
    await edge.ready();
    await until('the stream is open', () => feed.openStreams === 1);
    feed.cut();
    await feed.deny('a');
    await until('a is known', () => edge.status().entries === 1);
    expect(feed.hits['/feed/snapshot']).toBe(1);
  });

  it('takes a snapshot when its position is gone', async () => {
    const edge = connect();
    await edge.ready();
    await until('the stream is open', () => feed.openStreams === 1);
    feed.faults.gone = true;
    feed.cut();
    await feed.deny('a');
    await until('a came with a snapshot', () => edge.status().entries === 1);
    feed.faults.gone = false;
    await until('it streams again', () => feed.openStreams === 1);
    expect(await outcome(edge, await token('a'))).toBe('token-revoked');
  });

  it('becomes too old when the stream says nothing although the head moves on', async () => {
    const edge = connect({}, { maxStalenessMs: 1_000 });
    await edge.ready();
    await feed.deny('known');
    await until('it is absorbed', () => edge.status().entries === 1);
    feed.faults.mute = true;
    await feed.deny('unheard');
    await stale(edge, 'too-old');
    expect(await outcome(edge, await token('x'))).toBe('STALE');
    expect(await outcome(edge, await token('known'))).toBe('token-revoked');
    feed.faults.mute = false;
    feed.cut();
    await fresh(edge);
    expect(await outcome(edge, await token('unheard'))).toBe('token-revoked');
  });

  it('is not let in with a wrong secret', async () => {
    const edge = connect({ edgeSecret: 'wrong' });
    await stale(edge, 'unauthorised');
    expect(edge.status().ready).toBe(false);
  });
});

describe('a fault of the feed makes stale at once, keeps what is known, and heals by a snapshot', () => {
  const heals = async (edge: Validator, reason: string) => {
    await stale(edge, reason);
    expect(await outcome(edge, await token('known'))).toBe('token-revoked');
    expect(await outcome(edge, await token('other'))).toBe('STALE');
    feed.faults.tamper = (record) => record;
    feed.faults.status = null;
    feed.faults.snapshotBytes = null;
    await fresh(edge);
    expect(await outcome(edge, await token('known'))).toBe('token-revoked');
    expect(await outcome(edge, await token('other'))).toBe('accepted');
  };
  const started = async () => {
    await feed.deny('known');
    const edge = connect();
    await edge.ready();
    await until('the stream is open', () => feed.openStreams === 1);
    // While this is set, taking a snapshot fails, so that the fault can be looked at.
    feed.faults.snapshotBytes = null;
    return edge;
  };
  const refuseSnapshots = () => {
    feed.faults.snapshotBytes = 10 * 1024 ** 3;
  };

  it('gap', async () => {
    const edge = await started();
    refuseSnapshots();
    feed.faults.tamper = () => null;
    await feed.deny('lost');
    feed.faults.tamper = (record) => record;
    await feed.deny('next');
    await until('it noticed', () => edge.status().stale);
    expect(['gap', 'invalid-snapshot']).toContain(edge.status().reason);
    feed.faults.snapshotBytes = null;
    await fresh(edge);
    expect(await outcome(edge, await token('lost'))).toBe('token-revoked');
  });

  it('bad signature', async () => {
    const edge = await started();
    feed.faults.tamper = (record) => ({ ...record, value: record.value.replace('admin', 'somebody') });
    await feed.deny('x');
    // The baseline holds x; the forged record comes again with every attempt only while it is ahead of the snapshot.
    await until('it took another snapshot', () => (feed.hits['/feed/snapshot'] ?? 0) >= 2);
    feed.faults.tamper = (record) => record;
    await fresh(edge);
    expect(await outcome(edge, await token('x'))).toBe('token-revoked');
  });

  it('signed by somebody else', async () => {
    const edge = await started();
    const stranger = await TestSigner.make();
    const { offset } = feed.position;
    const forged = await signRecord(
      stranger,
      { generation: 'g1', offset: offset + 3, previous: offset },
      { effects: [{ effect: 'deny', iss: 'https://id.test/o/acme', jti: 'innocent' }] },
    );
    refuseSnapshots();
    feed.faults.tamper = () => forged;
    await feed.append({ effects: [] });
    await until('it noticed', () => edge.status().stale);
    expect(await outcome(edge, await token('innocent'))).toBe('STALE');
    await heals(edge, 'invalid-snapshot');
    expect(await outcome(edge, await token('innocent'))).toBe('accepted');
  });

  it('an effect that it does not know: what it does know of the record is in force', async () => {
    const edge = await started();
    refuseSnapshots();
    const effects = [{ effect: 'deny' as const, iss: 'https://id.test/o/acme', jti: 'both' }];
    await feed.append({
      effects,
      edit: (value) => value.replace('"effects":[', '"effects":[{"effect":"quarantine","app":"app-1"},'),
    });
    await until('it noticed', () => edge.status().stale);
    expect(await outcome(edge, await token('both'))).toBe('token-revoked');
    await heals(edge, 'invalid-snapshot');
  });

  it.each([
    [
      'a record that is no decision',
      (value: string) => value.replace('"specversion":"1.0"', '"specversion":"9"'),
    ],
    ['a record of another organisation', (value: string) => value.replaceAll('acme', 'other')],
  ])('%s', async (_name, edit) => {
    const edge = await started();
    refuseSnapshots();
    await feed.append({ effects: [], edit });
    await until('it noticed', () => edge.status().stale);
    await heals(edge, 'invalid-snapshot');
  });

  it('a log that was cut', async () => {
    const edge = await started();
    await feed.deny('last');
    await until('it is absorbed', () => edge.status().entries === 2);
    refuseSnapshots();
    feed.truncate(1);
    await until('it noticed', () => edge.status().stale);
    await heals(edge, 'invalid-snapshot');
    expect(await outcome(edge, await token('last'))).toBe('token-revoked');
  });

  it('a log that was recreated: what the old one revoked stays revoked', async () => {
    const edge = await started();
    refuseSnapshots();
    feed.recreate('g2');
    await until('it noticed', () => edge.status().stale);
    await heals(edge, 'invalid-snapshot');
    await feed.deny('in the new log');
    await until(
      'the new log is followed',
      () => edge.status().position === `g2:${String(feed.position.offset)}`,
    );
    expect(await outcome(edge, await token('in the new log'))).toBe('token-revoked');
  });

  it.each([
    ['claims to be too large', 10 * 1024 ** 3],
    ['has no end', 0],
  ])('a snapshot that %s', async (_name, bytes) => {
    await feed.deny('known');
    const edge = connect({ maxSnapshotBytes: 1_000_000 });
    await edge.ready();
    await until('the stream is open', () => feed.openStreams === 1);
    feed.faults.snapshotBytes = bytes;
    feed.recreate('g2');
    await heals(edge, 'invalid-snapshot');
  });

  it('a credential that was withdrawn', async () => {
    const edge = await started();
    feed.faults.status = 401;
    await heals(edge, 'unauthorised');
  });
});

describe('receipts', () => {
  it('tell what was absorbed', async () => {
    const edge = connect();
    await edge.ready();
    await until('the stream is open', () => feed.openStreams === 1);
    const { offset } = await feed.deny('a');
    await until('it is told', () =>
      feed.receipts.some((receipt) => receipt.absorbed.some((one) => one.offset === offset)),
    );
    const told = feed.receipts.flatMap((receipt) => receipt.absorbed.map((one) => one.offset));
    expect(told).toEqual([offset]);
    expect(feed.receipts.at(-1)).toMatchObject({
      orgId: 'acme',
      position: `g1:${String(offset)}`,
      status: { stale: false },
    });
  });

  it('count every call once by window, although answers were lost', async () => {
    const edge = connect({}, { useIntervalMs: 100 });
    await edge.ready();
    const used = await token('used');
    const total = () => {
      const windows = new Map(
        feed.receipts.flatMap((receipt) => receipt.usage).map((row) => [row.windowId, row.count]),
      );
      return [...windows.values()].reduce((sum, count) => sum + count, 0);
    };
    feed.faults.loseReceiptAnswers = true;
    for (let call = 0; call < 7; call++) await edge.verify(used);
    await until('the same window came twice', () => {
      const ids = feed.receipts.flatMap((receipt) => receipt.usage.map((row) => row.windowId));
      return new Set(ids).size < ids.length;
    });
    feed.faults.loseReceiptAnswers = false;
    for (let call = 0; call < 5; call++) await edge.verify(used);
    await feed.deny('used');
    let late = 0;
    await until('it is refused', async () => {
      const refused = (await outcome(edge, used)) === 'token-revoked';
      if (!refused) late += 1;
      return refused;
    });
    await edge.close();
    expect(total()).toBe(12 + late);
    const denied = feed.receipts.flatMap((receipt) => receipt.denied);
    expect(denied[0]).toMatchObject({
      clientId: 'app-1',
      userId: 'user-1',
      reason: 'revoked-token-presented',
    });
  });

  it('count every refused call once by window, although answers were lost', async () => {
    await feed.deny('revoked');
    const edge = connect({}, { useIntervalMs: 100 });
    await edge.ready();
    const revoked = await token('revoked');
    const rows = () => feed.receipts.flatMap((receipt) => receipt.denied);
    feed.faults.loseReceiptAnswers = true;
    for (let call = 0; call < 7; call++) expect(await outcome(edge, revoked)).toBe('token-revoked');
    await until('the same window came twice', () => {
      const ids = rows().map((row) => row.windowId);
      return new Set(ids).size < ids.length;
    });
    feed.faults.loseReceiptAnswers = false;
    for (let call = 0; call < 5; call++) await outcome(edge, revoked);
    await edge.close();
    const windows = new Map(rows().map((row) => [row.windowId, row.count]));
    expect([...windows.values()].reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(edge.status().lostUsage).toBe(0);
  });

  it.each([400, 413, 422])(
    'that are refused with %i are not sent again, and show as lost',
    async (status) => {
      const edge = connect({}, { useIntervalMs: 100 });
      await edge.ready();
      feed.faults.receiptStatus = status;
      for (let call = 0; call < 3; call++) await edge.verify(await token('good'));
      await until('they are lost', () => edge.status().lostUsage === 3);
      feed.faults.receiptStatus = null;
      await edge.close();
      expect(edge.status().lostUsage).toBe(3);
      const windows = feed.receipts.flatMap((receipt) => receipt.usage.map((row) => row.windowId));
      expect(new Set(windows).size).toBe(windows.length);
    },
  );
});
