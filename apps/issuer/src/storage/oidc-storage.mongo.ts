import type { Collection, Db } from 'mongodb';
import { DURABLE_COLLECTION, isDuplicateKey } from '#mongo';
import { withStorageErrors } from './oidc-storage.errors.js';
import type { Consumption, OidcKey, OidcObject, OidcStorage, StoredOidcObject } from './oidc-storage.port.js';

interface OidcDocument {
  readonly _id: string;
  readonly org: string;
  readonly model: string;
  /** JSON text: its members may have names that MongoDB gives a meaning to, such as URLs. */
  readonly payload: string;
  readonly grantId?: string;
  readonly uid?: string;
  readonly userCode?: string;
  readonly expiresAt?: Date;
  readonly consumedAt?: Date;
}

/** OIDC storage in MongoDB: majority, journaled writes; reads from the primary. `now`: epoch ms. */
export function createMongoOidcStorage(db: Db, now: () => number = Date.now): OidcStorage {
  const collection: Collection<OidcDocument> = db.collection('oidc_objects', {
    ...DURABLE_COLLECTION,
    ignoreUndefined: true,
  });
  // MongoDB removes expired documents once a minute. Until then they have to be left out here.
  const alive = () => ({ $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: new Date(now()) } }] });
  const first = async (filter: Partial<OidcDocument>): Promise<StoredOidcObject | null> => {
    const document = await collection.findOne({ ...filter, ...alive() });
    return document === null ? null : toStored(document);
  };

  return withStorageErrors({
    description: `OIDC storage in MongoDB database ${db.databaseName}`,
    async open() {
      await collection.createIndexes([
        {
          key: { org: 1, grantId: 1 },
          name: 'grant',
          partialFilterExpression: { grantId: { $exists: true } },
        },
        {
          key: { org: 1, model: 1, uid: 1 },
          name: 'uid',
          partialFilterExpression: { uid: { $exists: true } },
        },
        {
          key: { org: 1, model: 1, userCode: 1 },
          name: 'user-code',
          partialFilterExpression: { userCode: { $exists: true } },
        },
        { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
      ]);
    },
    async upsert(key, object) {
      const { set, unset } = changesOf(object);
      const _id = idOf(key);
      await collection.updateOne(
        { _id },
        { $set: { ...set, org: key.orgId, model: key.model }, ...unset },
        { upsert: true },
      );
    },
    async insertIfAbsent(key, object) {
      const { set } = changesOf(object);
      const _id = idOf(key);
      try {
        await collection.insertOne({ _id, org: key.orgId, model: key.model, ...set });
        return { payload: object.payload, consumedAtMs: null };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const existing = await collection.findOne({ _id });
        return existing === null ? { payload: object.payload, consumedAtMs: null } : toStored(existing);
      }
    },
    async replace(key, object) {
      const { set, unset } = changesOf(object);
      const { matchedCount } = await collection.updateOne({ _id: idOf(key) }, { $set: set, ...unset });
      return matchedCount === 1;
    },
    find: (key) => first({ _id: idOf(key) }),
    findByUid: (org, model, uid) => first({ org, model, uid }),
    listByUid: async (org, model, uid) =>
      (await collection.find({ org, model, uid, ...alive() }).toArray()).map(toStored),
    findByUserCode: (org, model, userCode) => first({ org, model, userCode }),
    async consume(key): Promise<Consumption | null> {
      const _id = idOf(key);
      const consumedAt = new Date(now());
      const used = await collection.updateOne(
        { _id, consumedAt: { $exists: false } },
        { $set: { consumedAt } },
      );
      if (used.modifiedCount === 1) return { first: true, consumedAtMs: consumedAt.getTime() };
      const existing = await collection.findOne({ _id });
      if (existing?.consumedAt === undefined) return null;
      return { first: false, consumedAtMs: existing.consumedAt.getTime() };
    },
    async release(key, consumedAtMs) {
      const filter = { _id: idOf(key), consumedAt: new Date(consumedAtMs) };
      await collection.updateOne(filter, { $unset: { consumedAt: '' } });
    },
    async destroy(key) {
      await collection.deleteOne({ _id: idOf(key) });
    },
    async revokeByGrantId(org, grantId) {
      await collection.deleteMany({ org, grantId });
    },
    async removeExpired(atMost) {
      const expired = await collection
        .find(
          { expiresAt: { $lte: new Date(now()) } },
          { projection: { _id: 1 }, sort: { expiresAt: 1 }, limit: atMost },
        )
        .toArray();
      const { deletedCount } = await collection.deleteMany({ _id: { $in: expired.map(({ _id }) => _id) } });
      return deletedCount;
    },
  });
}

/** The lengths come first, so that no two different keys give the same text. */
function idOf({ orgId, model, id }: OidcKey): string {
  return `${String(orgId.length)}:${orgId}${String(model.length)}:${model}${id}`;
}

function changesOf({ payload, grantId, uid, userCode, expiresAtMs }: OidcObject) {
  const optional = { grantId, uid, userCode, expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs) };
  const present = Object.entries(optional).filter(([, value]) => value !== null);
  const absent = Object.entries(optional).filter(([, value]) => value === null);
  const set = { payload: JSON.stringify(payload), ...(Object.fromEntries(present) as Partial<OidcDocument>) };
  const unset =
    absent.length === 0 ? {} : { $unset: Object.fromEntries(absent.map(([name]) => [name, ''] as const)) };
  return { set, unset };
}

function toStored(document: OidcDocument): StoredOidcObject {
  const payload = JSON.parse(document.payload) as Record<string, unknown>;
  return { payload, consumedAtMs: document.consumedAt?.getTime() ?? null };
}
