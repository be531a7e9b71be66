import { checkedCovers, checkedReason } from '../checks/command.checks.js';
import type { OrgTokensRevoked } from '../facts/decisions.js';
import type { TokenKind } from '../values/token-kind.js';

/** The part that all commands of revocation have in common. */
export interface Revocation {
  /** Kinds of token that are revoked; at least one. */
  readonly covers: readonly TokenKind[];
  /** At most 500 characters. */
  readonly reason?: string | undefined;
}

/** Checks what every revocation says. @throws DomainError `COVERS_EMPTY`, `REASON_TOO_LONG` */
export function coversAndReason({ covers, reason }: Revocation): OrgTokensRevoked['data'] {
  return { covers: checkedCovers(covers), ...checkedReason(reason) };
}
