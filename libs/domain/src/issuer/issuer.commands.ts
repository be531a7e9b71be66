/** Accepts tokens of an issuer that isn't ours, so that they can be revoked. */
export interface RegisterIssuer {
  readonly iss: string;
  readonly jwksUri: string;
  /** JWS algorithms that it signs with (RFC 7518 section 3.1); never `none`, never a shared-secret one. */
  readonly algorithms: readonly string[];
  /** How much later than ours its clock may run, ms. */
  readonly toleranceMs: number;
  /** Longest `exp − iat` that is accepted, ms; at most 24 h. */
  readonly maxLifetimeMs: number;
  readonly jtiCarriesTime: boolean;
  /** The only apps that may report its tokens, by `client_id`; left out: whoever may report. */
  readonly reporters?: readonly string[] | undefined;
}

/** Ends the reports of an issuer that isn't ours. */
export interface UnregisterIssuer {
  readonly iss: string;
  readonly reason?: string | undefined;
}

/** Makes apps of a foreign issuer known, so that they can be revoked and blocked. */
export interface ReportApps {
  readonly iss: string;
  readonly clientIds: readonly string[];
}
