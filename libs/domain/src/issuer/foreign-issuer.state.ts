/** An app that isn't registered here, of an issuer that isn't ours. */
export interface ForeignAppState {
  readonly clientId: string;
  /** The issuer that reported it first. */
  readonly iss: string;
  /** Epoch ms on the log's clock. */
  readonly reportedAtMs: number;
}

/** An issuer that isn't ours, whose tokens are accepted and can be revoked. */
export interface ForeignIssuerState {
  readonly iss: string;
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
  /** How much later than ours its clock may run, ms. */
  readonly toleranceMs: number;
  /** Longest `exp − iat` accepted of it, ms. */
  readonly maxLifetimeMs: number;
  /** Whether a UUIDv7 `jti` of it may be read as the issue time. */
  readonly jtiCarriesTime: boolean;
  /** Epoch ms on the log's clock. */
  readonly registeredAtMs: number;
}
