/** Registers a user under a pseudonymous id. */
export interface RegisterUser {
  readonly userId: string;
}

/** Gives a user permissions. Whether the caller holds them itself is for who takes the command to check. */
export interface GrantRole {
  readonly userId: string;
  readonly permissions: readonly string[];
  readonly reason?: string | undefined;
}

/** Takes permissions of a user back. */
export interface WithdrawRole {
  readonly userId: string;
  readonly permissions: readonly string[];
  readonly reason?: string | undefined;
}
