import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CredentialStoreError } from '../credentials/index.js';
import type { Credential, CredentialStore } from '../credentials/index.js';

/** What the suite needs of an adapter. */
export interface CredentialStoreUnderTest {
  readonly store: CredentialStore;
  /** The same storage, as another process opens it. */
  reopen(): Promise<CredentialStore>;
  /** Makes the storage stop to answer, for good. */
  takeAway(): Promise<void>;
  dispose(): Promise<void>;
}

/** What every adapter of {@link CredentialStore} keeps to. */
export function credentialStoreContract(prepare: () => Promise<CredentialStoreUnderTest>): void {
  let made: CredentialStoreUnderTest;
  let store: CredentialStore;
  let ids = 0;

  beforeAll(async () => {
    made = await prepare();
    store = made.store;
    await store.open();
  });
  afterAll(async () => {
    await made.dispose();
  });

  function user(alias: string | null, over: Partial<Credential> = {}): Credential {
    ids += 1;
    return {
      kind: 'user',
      id: `user-${String(ids)}`,
      orgId: 'acme',
      alias,
      data: { hash: { n: ids, salt: 'söl', list: [1, null] } },
      ...over,
    };
  }

  it('gives back what was put, member by member', async () => {
    const credential = user('alice');
    await store.put(credential);
    expect(await store.get('user', credential.id)).toEqual(credential);
    expect(await store.findByAlias('user', 'acme', 'alice')).toEqual(credential);
  });

  it('answers null for what is not there, of that kind, organisation or alias', async () => {
    const credential = user('bob');
    await store.put(credential);
    expect(await store.get('client', credential.id)).toBeNull();
    expect(await store.get('user', 'nobody')).toBeNull();
    expect(await store.findByAlias('user', 'other', 'bob')).toBeNull();
    expect(await store.findByAlias('edge', 'acme', 'bob')).toBeNull();
  });

  it('puts in place of what was there, with another alias as well', async () => {
    const credential = user('carol');
    await store.put(credential);
    const renamed = { ...credential, alias: 'caroline', data: { hash: 'new' } };
    await store.put(renamed);
    expect(await store.get('user', credential.id)).toEqual(renamed);
    expect(await store.findByAlias('user', 'acme', 'carol')).toBeNull();
  });

  it('leaves what is there to putIfAbsent, and answers it', async () => {
    const first = user('dave');
    expect(await store.putIfAbsent(first)).toEqual(first);
    expect(await store.putIfAbsent({ ...first, data: { hash: 'second' } })).toEqual(first);
    expect(await store.putIfAbsent(user('dave'))).toEqual(first);
    expect(await store.get('user', first.id)).toEqual(first);
  });

  it('lets one of many that put an alias at once through, and answers that one to all', async () => {
    const other = await made.reopen();
    const racing = Array.from({ length: 12 }, () => user('race'));
    const answers = await Promise.all(
      racing.map((credential, n) => (n % 2 === 0 ? store : other).putIfAbsent(credential)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await store.findByAlias('user', 'acme', 'race')).toEqual(answers[0]);
    const stored = await Promise.all(racing.map(({ id }) => store.get('user', id)));
    expect(stored.filter((credential) => credential !== null)).toHaveLength(1);
  });

  it('lets many put one id at once; one of them stands', async () => {
    const credential = user('erin');
    const racing = Array.from({ length: 8 }, (_, n) => ({ ...credential, data: { hash: String(n) } }));
    await Promise.all(racing.map((each) => store.put(each)));
    expect(racing).toContainEqual(await store.get('user', credential.id));
  });

  it('refuses an alias that another credential has, and harms neither', async () => {
    const holder = user('frank');
    const other = user('francis');
    await store.put(holder);
    await store.put(other);
    const failure = await store.put({ ...other, alias: 'frank' }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(CredentialStoreError);
    expect(failure).toMatchObject({ code: 'ALIAS_TAKEN', retriable: false });
    expect(await store.get('user', holder.id)).toEqual(holder);
    expect(await store.get('user', other.id)).toEqual(other);
  });

  it('keeps aliases apart by kind and organisation, and lets any number have none', async () => {
    const all = [
      user('grace'),
      user('grace', { orgId: 'other' }),
      user('grace', { kind: 'client' }),
      user(null),
      user(null),
    ];
    for (const credential of all) await store.put(credential);
    for (const credential of all) expect(await store.get(credential.kind, credential.id)).toEqual(credential);
  });

  it('lists one kind of one owner, ordered by id; the platform’s own as well', async () => {
    const edges = ['e2', 'e1', 'e3'].map((id) => user(null, { kind: 'edge', id, orgId: 'lists' }));
    for (const credential of [
      ...edges,
      user(null, { orgId: 'lists' }),
      user(null, { kind: 'edge', orgId: 'else' }),
    ])
      await store.put(credential);
    expect((await store.list('edge', 'lists')).map(({ id }) => id)).toEqual(['e1', 'e2', 'e3']);
    const own = user(null, { kind: 'platform-key', orgId: null });
    await store.put(own);
    expect(await store.list('platform-key', null)).toEqual([own]);
    expect(await store.list('platform-key', 'lists')).toEqual([]);
  });

  it('takes texts for what they are, whatever they look like', async () => {
    const odd = user(`'; DROP TABLE credentials; --`, {
      id: '$where/{"$gt":""}',
      data: { 'a.b': '$x', nested: { $set: 1 } },
    });
    await store.put(odd);
    expect(await store.findByAlias('user', 'acme', odd.alias ?? '')).toEqual(odd);
  });

  it('is opened again by another process with everything in it', async () => {
    const credential = user('heidi');
    await store.put(credential);
    const other = await made.reopen();
    await other.open();
    expect(await other.findByAlias('user', 'acme', 'heidi')).toEqual(credential);
  });

  // Last: nothing works after it.
  describe('that does not answer', () => {
    it('says so with a code, retriable, and tells nothing of what was asked', async () => {
      await made.takeAway();
      const secret = user('mallory-secret');
      const calls = [
        () => store.get('user', secret.id),
        () => store.findByAlias('user', 'acme', 'mallory-secret'),
        () => store.list('user', 'acme'),
        () => store.put(secret),
        () => store.putIfAbsent(secret),
      ];
      for (const call of calls) {
        const failure = await call().then(
          () => null,
          (error: unknown) => error,
        );
        expect(failure).toBeInstanceOf(CredentialStoreError);
        expect(failure).toMatchObject({ code: 'STORE_UNAVAILABLE', retriable: true });
        expect((failure as Error).message).not.toContain('mallory');
      }
    });
  });
}
