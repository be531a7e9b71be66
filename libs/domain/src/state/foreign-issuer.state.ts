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
  /** How far its clock may run ahead of ours, ms. A new registration never lowers it. */
  readonly toleranceMs: number;
  /** Longest `exp − iat` accepted of it, ms. */
  readonly maxLifetimeMs: number;
  /** Whether its UUIDv7 `jti`s are trusted to carry the time of issue. Once false, it stays false. */
  readonly jtiCarriesTime: boolean;
  /** The only apps that may report its tokens, by `client_id`; left out: whoever may report. */
  readonly reporters?: readonly string[];
  /** `false`: it was unregistered. Its tokens are judged as before. */
  readonly isRegistered: boolean;
  /** Epoch ms on the log's clock. */
  readonly registeredAtMs: number;
}
