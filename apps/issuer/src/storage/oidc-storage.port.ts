/** What is stored, by the issuer's own name for it. */
export interface OidcKey {
  readonly orgId: string;
  /** `RefreshToken`, `Session` … */
  readonly model: string;
  /** A digest where the id itself would let its holder in; never such an id. */
  readonly id: string;
}

/** An object to be stored. */
export interface OidcObject {
  /** JSON values; without the id. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The grant that takes this with it when it is revoked. */
  readonly grantId: string | null;
  /** Second lookup of a session; what the approvals of one user of one app have in common. */
  readonly uid: string | null;
  /** Second lookup of a device code. */
  readonly userCode: string | null;
  /** Epoch ms after which it is not found any more; `null`: never expires. */
  readonly expiresAtMs: number | null;
}

/** An object as it is stored. */
export interface StoredOidcObject {
  readonly payload: Readonly<Record<string, unknown>>;
  /** Epoch ms of the one use it had; `null`: not used. */
  readonly consumedAtMs: number | null;
}

/** What {@link OidcStorage.consume} found. */
export interface Consumption {
  /** Whether this call was the one that used it. */
  readonly first: boolean;
  /** Epoch ms of the first use. */
  readonly consumedAtMs: number;
}

/**
 * Storage of what the authorization server keeps between requests. Writes are durable before they resolve, and every
 * read sees them: a stale read could bring back what was revoked. Every method rejects with an OidcStorageError where the
 * storage can't answer.
 */
export interface OidcStorage {
  /** One line for people: what stores it, and where. */
  readonly description: string;
  /** Creates what is missing. Idempotent. */
  open(): Promise<void>;
  /** Stores or replaces; whether it was consumed stays as it is. */
  upsert(key: OidcKey, object: OidcObject): Promise<void>;
  /** Stores unless there is one; answers what is stored then. Of racing calls with one key, all get the same answer. */
  insertIfAbsent(key: OidcKey, object: OidcObject): Promise<StoredOidcObject>;
  /** Replaces what is stored, if it is (still) there; answers whether it was. Whether it was consumed stays as it is. */
  replace(key: OidcKey, object: OidcObject): Promise<boolean>;
  find(key: OidcKey): Promise<StoredOidcObject | null>;
  findByUid(orgId: string, model: string, uid: string): Promise<StoredOidcObject | null>;
  /** Everything of a model that has the uid, in no particular order. */
  listByUid(orgId: string, model: string, uid: string): Promise<readonly StoredOidcObject[]>;
  findByUserCode(orgId: string, model: string, userCode: string): Promise<StoredOidcObject | null>;
  /** Atomic: of racing calls exactly one is the first. `null` where there is nothing (any more). */
  consume(key: OidcKey): Promise<Consumption | null>;
  /** Takes back the consumption of that time, and no other: what it was used for didn't happen. */
  release(key: OidcKey, consumedAtMs: number): Promise<void>;
  destroy(key: OidcKey): Promise<void>;
  /** Removes the grant and everything of every model that came from it. */
  revokeByGrantId(orgId: string, grantId: string): Promise<void>;
  /** Removes what has expired, at most `atMost` objects; answers how many. */
  removeExpired(atMost: number): Promise<number>;
}
