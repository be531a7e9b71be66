/** The key of a stored object. */
export interface OidcKey {
  readonly orgId: string;
  /** `RefreshToken`, `Session` … */
  readonly model: string;
  /** The object's id, or its digest where the id is a secret such as a token's text. */
  readonly id: string;
}

/** An object to be stored. */
export interface OidcObject {
  /** JSON values; without the id. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The grant that this came from: it is removed together with it. */
  readonly grantId: string | null;
  /** A second way to find a session. The approvals of one user of one app share it. */
  readonly uid: string | null;
  /** A second way to find a device code. */
  readonly userCode: string | null;
  /** Epoch ms after which it is not found any more; `null`: never expires. */
  readonly expiresAtMs: number | null;
}

/** An object as it is stored. */
export interface StoredOidcObject {
  readonly payload: Readonly<Record<string, unknown>>;
  /** When it was used, epoch ms; `null`: not yet. */
  readonly consumedAtMs: number | null;
}

/** What {@link OidcStorage.consume} found. */
export interface Consumption {
  /** Whether this call was the first use. */
  readonly first: boolean;
  /** When the first use was, epoch ms. */
  readonly consumedAtMs: number;
}

/**
 * Storage of what the authorization server keeps between requests. A write is durable when it resolves, and every later read sees
 * it: a stale read could bring back what was revoked. Every method rejects with an OidcStorageError where the storage can't answer.
 */
export interface OidcStorage {
  /** One line for people: what stores it, and where. */
  readonly description: string;
  /** Creates what is missing. Idempotent. */
  open(): Promise<void>;
  /** Stores or replaces the object. Whether it was consumed stays as it is. */
  upsert(key: OidcKey, object: OidcObject): Promise<void>;
  /** Stores the object unless there is one with this key, and returns what is stored then. Racing calls with one key all get the same. */
  insertIfAbsent(key: OidcKey, object: OidcObject): Promise<StoredOidcObject>;
  /** Replaces the object if there is one, and returns whether there was. Whether it was consumed stays as it is. */
  replace(key: OidcKey, object: OidcObject): Promise<boolean>;
  find(key: OidcKey): Promise<StoredOidcObject | null>;
  findByUid(orgId: string, model: string, uid: string): Promise<StoredOidcObject | null>;
  /** Everything of a model that has the uid, in no particular order. */
  listByUid(orgId: string, model: string, uid: string): Promise<readonly StoredOidcObject[]>;
  findByUserCode(orgId: string, model: string, userCode: string): Promise<StoredOidcObject | null>;
  /** Marks the object as used, atomically: of racing calls exactly one is the first. `null` where there is no such object. */
  consume(key: OidcKey): Promise<Consumption | null>;
  /** Marks the object as unused, if its first use was at that time: the request that used it failed. */
  release(key: OidcKey, consumedAtMs: number): Promise<void>;
  destroy(key: OidcKey): Promise<void>;
  /** Removes the grant and everything of every model that came from it. */
  revokeByGrantId(orgId: string, grantId: string): Promise<void>;
  /** Removes what has expired, at most `atMost` objects; returns how many. */
  removeExpired(atMost: number): Promise<number>;
}
