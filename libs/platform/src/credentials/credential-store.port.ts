/** What a credential is for. */
export type CredentialKind = 'client' | 'user' | 'edge' | 'signing-key' | 'platform-key';

/** A stored credential. Holds hashes and encrypted keys, never a plain secret. */
export interface Credential {
  readonly kind: CredentialKind;
  /** `client_id`, user id, edge id, kid. */
  readonly id: string;
  /** The organisation that owns it; `null` for the platform's own keys. */
  readonly orgId: string | null;
  /** A second name, unique within kind and org, e.g. a user's sign-in name. */
  readonly alias: string | null;
  /** JSON values. Its fields depend on the kind. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Stores everything that must never enter the log. A credential is written before the fact that announces it; one whose fact never follows
 * is harmless. Writes are durable (MongoDB: majority, journaled) before they resolve; reads are from the primary. Every call throws
 * CredentialStoreError `STORE_UNAVAILABLE` where the storage doesn't answer.
 */
export interface CredentialStore {
  /** One line for people. */
  readonly description: string;
  open(): Promise<void>;
  /** Stores it unless a credential of that kind and id (or kind, org and alias) exists. Resolves to the one that is stored afterwards. */
  putIfAbsent(credential: Credential): Promise<Credential>;
  /** Stores it, replacing the credential of that kind and id. @throws CredentialStoreError `ALIAS_TAKEN` */
  put(credential: Credential): Promise<void>;
  get(kind: CredentialKind, id: string): Promise<Credential | null>;
  findByAlias(kind: CredentialKind, orgId: string, alias: string): Promise<Credential | null>;
  /** All of a kind of one owner, ordered by id. */
  list(kind: CredentialKind, orgId: string | null): Promise<readonly Credential[]>;
  close(): Promise<void>;
}
