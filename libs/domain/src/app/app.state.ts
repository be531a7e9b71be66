import type { ClientMetadata } from '../facts/client-metadata.js';

/** A registered app. Whether it is blocked is known by the revocations: `isBlocked(org.revocations, clientId)`. */
export interface AppState {
  readonly clientId: string;
  readonly metadata: ClientMetadata;
  /** Epoch ms on the log's clock. */
  readonly registeredAtMs: number;
  /** Offset of the last accepted fact about the app; what an `ETag` is made from. */
  revision: number;
}
