import { formatPosition, parsePosition, type Position } from '#domain';
import { equalInConstantTime, type KeyRing } from '../crypto/key-ring.js';

/**
 * The `Rescind-Position` header: `generation:offset.mac`. The MAC binds it to the organisation, so that nobody can make a
 * query wait for a position that was never given out.
 */
export class PositionTokens {
  constructor(private readonly ring: KeyRing) {}

  /** Writes the header's value. */
  issue(orgId: string, position: Position): string {
    const text = formatPosition(position);
    return `${text}.${this.ring.mac(`${orgId}/${text}`)}`;
  }

  /** Reads it back; `null` when it isn't one of ours for that organisation. */
  read(orgId: string, token: string): Position | null {
    const dot = token.lastIndexOf('.');
    if (dot < 0) return null;
    const text = token.slice(0, dot);
    if (!equalInConstantTime(token.slice(dot + 1), this.ring.mac(`${orgId}/${text}`))) return null;
    return parsePosition(text);
  }
}
