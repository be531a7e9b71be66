import type { VerifiedToken } from '../../token/claims.js';

/** A request that a guard let pass carries its token. */
export interface WithToken {
  token?: VerifiedToken;
}
