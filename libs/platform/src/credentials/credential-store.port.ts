/** What a credential is for. */
export type CredentialKind = 'client' | 'user' | 'edge' | 'signing-key' | 'platform-key';

/** A stored credential: hashes and encrypted keys, never a plain secret. */
export interface Credential {
  readonly kind: CredentialKind;
  /** `client_id`, user id, edge id, kid. */
  readonly id: string;
  /** Owner; `null` for the platform's own keys. */
  readonly orgId: string | null;
  /** Second lookup within kind and org, e.g. a user's sign-in name; unique there. */
  readonly alias: string | null;
  /** JSON values; what is in it depends on the kind. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Storage of everything that must never enter the log. Written first, then the fact; a credential whose fact never
 * came is harmless. Writes are durable (MongoDB: majority, journaled) before they resolve; reads are from the primary. Every
 * call throws CredentialStoreError `STORE_UNAVAILABLE` where the storage doesn't answer.
 */
export interface CredentialStore {
  /** One line for people. */
  readonly description: string;
  open(): Promise<void>;
  /** Stores it unless one of that kind and id (or that kind, org and alias) exists; answers what is stored then. */
  putIfAbsent(credential: Credential): Promise<Credential>;
  /** Stores it in place of what was there under that kind and id. @throws CredentialStoreError `ALIAS_TAKEN` */
  put(credential: Credential): Promise<void>;
  get(kind: CredentialKind, id: string): Promise<Credential | null>;
  findByAlias(kind: CredentialKind, orgId: string, alias: string): Promise<Credential | null>;
  /** All of a kind of one owner, ordered by id. */
  list(kind: CredentialKind, orgId: string | null): Promise<readonly Credential[]>;
  close(): Promise<void>;
}
