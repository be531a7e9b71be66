import type { Position } from '../../values/position.js';
import { isBeforeByPosition, isBeforeByTime } from '../state/watermark.js';
import type { Watermark } from '../state/revocation.state.js';
import type { IssuerTrust, JudgedClaims } from './verdict.js';

/** Whether the token was issued before the watermark of any generation. */
export function isIssuedBefore(
  first: Watermark | undefined,
  claims: JudgedClaims,
  trust: IssuerTrust,
): boolean {
  for (let mark = first ?? null; mark !== null; mark = mark.next) {
    if (isCovered(mark, claims, trust)) return true;
  }
  return false;
}

function isCovered(mark: Watermark, claims: JudgedClaims, trust: IssuerTrust): boolean {
  const iat = asSeconds(claims.iat);
  if (iat === undefined) return true;
  return (
    isBeforeByPosition(mark, believedPosition(claims, trust)) ??
    isBeforeByTime(mark, issuedAtMs(iat, claims, trust), trust.toleranceMs)
  );
}

/** The position that the issuer had absorbed, where it is believed. */
function believedPosition({ rpos }: JudgedClaims, trust: IssuerTrust): Position | undefined {
  return trust.rposTrusted && Number.isSafeInteger(rpos?.offset) ? rpos : undefined;
}

/**
 * When the token was issued, epoch ms, never later than in truth. A whole-second `iat` means the start of its second, so a watermark
 * anywhere in that second covers the token. Where the issuer's UUIDv7 ids are trusted, they say the milliseconds within that second.
 */
function issuedAtMs(iat: number, claims: JudgedClaims, trust: IssuerTrust): number {
  const iatMs = Math.floor(iat * 1_000);
  if (!trust.jtiCarriesTime) return iatMs;
  const jtiMs = uuidV7Ms(claims.jti);
  if (jtiMs === undefined) return iatMs;
  return Number.isInteger(iat) && jtiMs < iatMs + 1_000 ? jtiMs : Math.min(iatMs, jtiMs);
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Epoch ms of a UUIDv7 (RFC 9562 section 5.7: the first 48 bits). */
function uuidV7Ms(id: unknown): number | undefined {
  if (typeof id !== 'string' || !UUID_V7.test(id)) return undefined;
  return Number.parseInt(id.slice(0, 8), 16) * 0x1_0000 + Number.parseInt(id.slice(9, 13), 16);
}

/** A NumericDate of a token; `undefined` unless it is a number. Infinities count as numbers. */
export function asSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
}
