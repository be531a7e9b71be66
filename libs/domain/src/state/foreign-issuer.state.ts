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
  /** How much later than ours its clock may run, ms; never less than it was before. */
  readonly toleranceMs: number;
  /** Longest `exp − iat` accepted of it, ms. */
  readonly maxLifetimeMs: number;
  /** Whether a UUIDv7 `jti` of it may be read as the issue time; never again, once it was not so. */
  readonly jtiCarriesTime: boolean;
  /** The only apps that may report its tokens, by `client_id`; left out: whoever may report. */
  readonly reporters?: readonly string[];
  /** `false`: it was unregistered. What it reported is judged as before. */
  readonly isRegistered: boolean;
  /** Epoch ms on the log's clock. */
  readonly registeredAtMs: number;
}
