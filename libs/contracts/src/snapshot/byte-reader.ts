import { SnapshotError } from './snapshot.errors.js';

/** Reads the primitives of the format. Every length is checked against the remaining bytes before anything is allocated. */
export class ByteReader {
  private readonly view: DataView;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }

  u32(): number {
    return this.view.getUint32(this.advance(4));
  }

  f64(): number {
    const value = this.view.getFloat64(this.advance(8));
    if (Number.isNaN(value)) throw malformed('not a number');
    return value;
  }

  /** Unsigned LEB128 of at most 32 bits, in its shortest form. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 5; shift += 1) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** (7 * shift);
      if (byte < 0x80) {
        if (value > 0xffff_ffff || (byte === 0 && shift > 0)) break;
        return value;
      }
    }
    throw malformed('a length out of range');
  }

  raw(count: number): Uint8Array {
    const start = this.advance(count);
    return this.bytes.subarray(start, start + count);
  }

  text(): string {
    const bytes = this.raw(this.varint());
    try {
      return this.decoder.decode(bytes);
    } catch {
      throw malformed('text that is not UTF-8');
    }
  }

  private advance(count: number): number {
    if (count > this.remaining) throw malformed('a length beyond its end');
    const start = this.at;
    this.at += count;
    return start;
  }
}

/** Makes the error for a snapshot that violates the format. */
export function malformed(what: string): SnapshotError {
  return new SnapshotError('MALFORMED', `The snapshot holds ${what}`);
}
