import type { Collection, Db } from 'mongodb';
import { DURABLE_COLLECTION, isDuplicateKey, mongoFailure } from '#mongo';
import { aliasTaken, storeUnavailable } from './credential-store.errors.js';
import type { Credential, CredentialKind, CredentialStore } from './credential-store.port.js';

interface CredentialDocument {
  readonly _id: string;
  readonly kind: CredentialKind;
  readonly id: string;
  readonly org: string | null;
  readonly alias: string | null;
  readonly data: Record<string, unknown>;
}

/** Credentials in MongoDB: majority, journaled writes; reads from the primary. The client belongs to whoever opened it. */
export function createMongoCredentials(db: Db): CredentialStore {
  return new MongoCredentials(db);
}

class MongoCredentials implements CredentialStore {
  readonly description: string;
  private readonly collection: Collection<CredentialDocument>;

  constructor(db: Db) {
    this.description = `credentials in MongoDB database ${db.databaseName}`;
    this.collection = db.collection('credentials', DURABLE_COLLECTION);
  }

  async open(): Promise<void> {
    const ofAlias = { unique: true, partialFilterExpression: { alias: { $type: 'string' } }, name: 'alias' };
    await this.collection.createIndex({ kind: 1, org: 1, alias: 1 }, ofAlias, {}).catch(rethrow);
    await this.collection.createIndex({ kind: 1, org: 1, id: 1 }, { name: 'org' }, {}).catch(rethrow);
  }

  async putIfAbsent(credential: Credential): Promise<Credential> {
    try {
      await this.collection.insertOne(toDocument(credential));
      return credential;
    } catch (error) {
      if (!isDuplicateKey(error)) return rethrow(error);
      const { kind, id, orgId, alias } = credential;
      const byAlias = alias === null || orgId === null ? null : await this.findByAlias(kind, orgId, alias);
      return byAlias ?? (await this.get(kind, id)) ?? credential;
    }
  }

  async put(credential: Credential): Promise<void> {
    try {
      await this.replace(credential);
    } catch (error) {
      if (!isDuplicateKey(error)) rethrow(error);
      // Of two first writers of one id the slower one is told so, too; its document is there now.
      await this.replace(credential).catch((again: unknown) => {
        if (isDuplicateKey(again)) throw aliasTaken();
        rethrow(again);
      });
    }
  }

  async get(kind: CredentialKind, id: string): Promise<Credential | null> {
    return toCredential(await this.collection.findOne({ _id: key(kind, id) }).catch(rethrow));
  }

  async findByAlias(kind: CredentialKind, orgId: string, alias: string): Promise<Credential | null> {
    return toCredential(await this.collection.findOne({ kind, org: orgId, alias }).catch(rethrow));
  }

  async list(kind: CredentialKind, orgId: string | null): Promise<readonly Credential[]> {
    const documents = await this.collection
      .find({ kind, org: orgId })
      .sort({ id: 1 })
      .toArray()
      .catch(rethrow);
    return documents.map((document) => fromDocument(document));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async replace(credential: Credential): Promise<void> {
    const { _id, ...rest } = toDocument(credential);
    await this.collection.replaceOne({ _id }, rest, { upsert: true });
  }
}

/** An error that isn't MongoDB's is a bug, and stays what it is. */
function rethrow(error: unknown): never {
  throw mongoFailure(error) === null ? error : storeUnavailable(error);
}

function key(kind: CredentialKind, id: string): string {
  return `${kind}/${id}`;
}

function toDocument(credential: Credential): CredentialDocument {
  const { kind, id, orgId, alias, data } = credential;
  return { _id: key(kind, id), kind, id, org: orgId, alias, data };
}

function fromDocument(document: CredentialDocument): Credential {
  const { kind, id, org, alias, data } = document;
  return { kind, id, orgId: org, alias, data };
}

function toCredential(document: CredentialDocument | null): Credential | null {
  return document === null ? null : fromDocument(document);
}
