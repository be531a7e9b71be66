import { formatPosition, parsePosition, type Position } from '#domain';

/** Makes and checks message authentication codes under a key of the deployment. */
export interface PositionMac {
  /** The code of a text. */
  mac(text: string): string;
  /** Whether `mac` is the code of the text. Compares in constant time. */
  isMacOf(text: string, mac: string): boolean;
}

/**
 * The `Rescind-Position` header: `generation:offset.mac`. The MAC binds the position to the organisation, so that nobody can make a
 * query wait for a position that was never given out.
 */
export class PositionTokens {
  constructor(private readonly key: PositionMac) {}

  /** Writes the header's value. */
  issue(orgId: string, position: Position): string {
    const text = formatPosition(position);
    return `${text}.${this.key.mac(`${orgId}/${text}`)}`;
  }

  /** Reads it back; `null` when it isn't one of ours for that organisation. */
  read(orgId: string, token: string): Position | null {
    const dot = token.lastIndexOf('.');
    if (dot < 0) return null;
    const text = token.slice(0, dot);
    return this.key.isMacOf(`${orgId}/${text}`, token.slice(dot + 1)) ? parsePosition(text) : null;
  }
}
