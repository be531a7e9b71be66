import type { OidcStorage } from './oidc-storage.port.js';

/** Stable codes of {@link OidcStorageError}. */
export type OidcStorageErrorCode = 'OIDC_STORAGE_UNAVAILABLE';

/** The storage did not do what was asked, or it isn't known whether it did. The same call may succeed later. */
export class OidcStorageError extends Error {
  override readonly name = 'OidcStorageError';
  readonly code: OidcStorageErrorCode = 'OIDC_STORAGE_UNAVAILABLE';
  readonly retriable = true;

  constructor(options: { cause: unknown }) {
    super('The OIDC storage is not available.', options);
  }
}

/** Wraps a storage so that it rejects with an {@link OidcStorageError} whose cause is the driver's error. */
export function withStorageErrors(storage: OidcStorage): OidcStorage {
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw new OidcStorageError({ cause });
    }
  };
  return {
    description: storage.description,
    open: () => guard(storage.open()),
    upsert: (key, object) => guard(storage.upsert(key, object)),
    insertIfAbsent: (key, object) => guard(storage.insertIfAbsent(key, object)),
    replace: (key, object) => guard(storage.replace(key, object)),
    find: (key) => guard(storage.find(key)),
    findByUid: (orgId, model, uid) => guard(storage.findByUid(orgId, model, uid)),
    listByUid: (orgId, model, uid) => guard(storage.listByUid(orgId, model, uid)),
    findByUserCode: (orgId, model, userCode) => guard(storage.findByUserCode(orgId, model, userCode)),
    consume: (key) => guard(storage.consume(key)),
    release: (key, consumedAtMs) => guard(storage.release(key, consumedAtMs)),
    destroy: (key) => guard(storage.destroy(key)),
    revokeByGrantId: (orgId, grantId) => guard(storage.revokeByGrantId(orgId, grantId)),
    removeExpired: (atMost) => guard(storage.removeExpired(atMost)),
  };
}
