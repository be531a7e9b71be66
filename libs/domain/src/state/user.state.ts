/** A registered user, by a pseudonymous id. */
export interface UserState {
  readonly userId: string;
  /** Permissions given so far. */
  readonly permissions: Set<string>;
  /** Epoch ms on the log's clock. */
  readonly registeredAtMs: number;
  /** Offset of the last accepted fact about the user. */
  revision: number;
}
