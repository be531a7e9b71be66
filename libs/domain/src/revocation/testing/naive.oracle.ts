import { parseIsoTime } from '../../values/iso-time.js';
import type { Effect, WatermarkScope } from '../effects/effects.js';
import type { FoldEntry } from '../fold/revocation.fold.js';
import type { IssuerTrust, JudgedClaims, RefusalReason } from '../judge/verdict.js';

/*
 * The rules of revocation once more, as slowly and plainly as possible: every record is asked about every token, nothing
 * is joined, keyed or cached. What the real algebra answers is compared with this.
 */

type NotBefore = Extract<Effect, { effect: 'notBefore' }>;

/** Every reason that any record gives against the token, and that it hides its age; lifetimes and clocks apart. */
export function reasonsAgainst(
  records: readonly FoldEntry[],
  claims: JudgedClaims,
  trust: IssuerTrust,
): ReadonlySet<RefusalReason> {
  const reasons = new Set<RefusalReason>(claims.iat === undefined ? ['lifetime-unbounded'] : []);
  const lifted = records.flatMap((record) =>
    record.effects.flatMap((effect) =>
      effect.effect === 'lift' && effect.app === claims.clientId ? effect.ids : [],
    ),
  );
  for (const record of records) {
    for (const effect of record.effects) {
      const reason = reasonOf(effect, record, claims, trust, lifted);
      if (reason !== null) reasons.add(reason);
    }
  }
  return reasons;
}

function reasonOf(
  effect: Effect,
  record: FoldEntry,
  claims: JudgedClaims,
  trust: IssuerTrust,
  lifted: readonly string[],
): RefusalReason | null {
  switch (effect.effect) {
    case 'deny':
      return effect.iss === claims.iss && effect.jti === claims.jti ? 'token-revoked' : null;
    case 'denyKid':
      return effect.iss === claims.iss && effect.kid === claims.kid ? 'key-revoked' : null;
    case 'block':
      return effect.app === claims.clientId && !lifted.includes(effect.id) ? 'app-blocked' : null;
    case 'lift':
      return null;
    case 'notBefore':
      return effect.kinds.includes(claims.kind) && wasIssuedBefore(effect, record, claims, trust)
        ? reasonOfScope(effect.of, claims)
        : null;
  }
}

function reasonOfScope(of: WatermarkScope, claims: JudgedClaims): RefusalReason | null {
  switch (of.scope) {
    case 'org':
      return 'org-revoked';
    case 'issuer':
      return of.iss === claims.iss ? 'issuer-revoked' : null;
    case 'app':
      return of.app === claims.clientId ? 'app-revoked' : null;
    case 'user':
      return of.user === claims.sub ? 'user-revoked' : null;
    case 'user-app':
      return of.user === claims.sub && of.app === claims.clientId ? 'user-app-revoked' : null;
    case 'session':
      return of.session === claims.sid ? 'session-revoked' : null;
    case 'grant':
      return of.grant === claims.grantId ? 'grant-revoked' : null;
  }
}

function wasIssuedBefore(
  effect: NotBefore,
  record: FoldEntry,
  claims: JudgedClaims,
  trust: IssuerTrust,
): boolean {
  if (claims.iat === undefined) return true;
  if (trust.rposTrusted && claims.rpos?.generation === record.position.generation) {
    return claims.rpos.offset < record.position.offset;
  }
  const aheadMs = (parseIsoTime(effect.time) ?? record.appendedAtMs) - record.appendedAtMs;
  const until = record.appendedAtMs + (aheadMs > 0 && aheadMs <= 10_000 ? aheadMs : 0);
  return possibleIssueTimes(claims.iat, claims.jti, trust).some((ms) => ms <= until + trust.toleranceMs);
}

/** The ms at which the token may have been issued, as far as it says; of a run of them the first, the one to fear. */
function possibleIssueTimes(iat: number, jti: string | undefined, trust: IssuerTrust): readonly number[] {
  const start = Math.floor(iat * 1_000);
  const hex = trust.jtiCarriesTime && jti?.charAt(14) === '7' ? jti.replaceAll('-', '').slice(0, 12) : null;
  if (hex === null) return [start];
  const minted = Number(`0x${hex}`);
  const end = Number.isInteger(iat) ? start + 999 : start;
  return minted >= start && minted <= end ? [minted] : [start, minted];
}
