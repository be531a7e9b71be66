import type { ClientMetadata } from '../facts/client-metadata.js';

/** Registers an app under an id that the server made. */
export interface RegisterApp {
  readonly clientId: string;
  readonly metadata: ClientMetadata;
  /** Scopes that the caller holds: it can hand on no permission beyond them. */
  readonly callerScopes: Iterable<string>;
  /** `false`: it becomes known without being installed. Default `true`. */
  readonly installed?: boolean | undefined;
}

/** Blocks an app: nothing of it is accepted, and nothing is issued to it, until the block is lifted. */
export interface BlockApp {
  readonly clientId: string;
  /** A new id; it can never be used again, because a lifted block stays lifted. */
  readonly blockId: string;
  readonly reason?: string | undefined;
}

/** Lifts every block of an app that stands now. */
export interface UnblockApp {
  readonly clientId: string;
  readonly reason?: string | undefined;
}
