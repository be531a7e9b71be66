import type { PublicSigningKey, SigningKeysRotated } from '../facts/decisions.js';
import type { SigningKeyState } from '../state/signing-key.state.js';

/** Adds an organisation's first key; does nothing if there is one already. In place. */
export function applyFirstKey(keys: SigningKeyState[], key: PublicSigningKey, atMs: number): void {
  if (keys.length === 0) keys.push(incoming(key, atMs));
}

/**
 * Applies a rotation in place. Two rotations that race both count, in the order of the log: the last key that was added signs, and every
 * earlier one is retired unless it is denied. Each `kid` is added once, so a rotation that is read again doesn't bring its key back.
 * A denied key stays denied.
 *
 * @param atMs append time, epoch ms.
 */
export function applyRotation(
  keys: SigningKeyState[],
  rotation: SigningKeysRotated['data'],
  atMs: number,
): void {
  const { key, deniedKids } = rotation;
  if (!keys.some((known) => known.kid === key.kid)) {
    for (const earlier of keys) retire(earlier, atMs);
    keys.push(incoming(key, atMs));
  }
  for (const known of keys) {
    if (!deniedKids.includes(known.kid)) continue;
    retire(known, atMs);
    known.status = 'denied';
  }
}

function incoming({ kid, alg, jwk }: PublicSigningKey, sinceMs: number): SigningKeyState {
  return { kid, alg, jwk, status: 'active', sinceMs, retiredAtMs: null };
}

function retire(key: SigningKeyState, atMs: number): void {
  if (key.status !== 'active') return;
  key.status = 'retired';
  key.retiredAtMs = atMs;
}
