/**
 * A place in an organisation's decision log: the log's identity and a record's offset in it.
 *
 * Offsets of two generations can't be compared: a recreated log starts again at zero.
 */
export interface Position {
  /** Identity of the log partition, made when the partition was created. */
  readonly generation: string;
  /** Offset of a record, counted from 0. */
  readonly offset: number;
}

/** Writes a position as `generation:offset`, the form in which positions travel, among others in the `rpos` claim. */
export function formatPosition(position: Position): string {
  return `${position.generation}:${String(position.offset)}`;
}

/** Reads `generation:offset`; `null` for anything else. */
export function parsePosition(text: string): Position | null {
  const match = /^([A-Za-z0-9-]{1,64}):(-1|\d{1,15})$/.exec(text);
  const generation = match?.[1];
  const offset = match?.[2];
  if (generation === undefined || offset === undefined) return null;
  return { generation, offset: Number(offset) };
}
