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
}

/** Ends the reports of an issuer that isn't ours. */
export interface UnregisterIssuer {
  readonly iss: string;
  readonly reason?: string | undefined;
}

/** Makes an app of a foreign issuer known, so that it can be revoked and blocked. */
export interface ReportApp {
  readonly iss: string;
  readonly clientId: string;
}
