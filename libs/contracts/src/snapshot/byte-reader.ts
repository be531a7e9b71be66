import { SnapshotError } from './snapshot.errors.js';

/** Reads the format's primitives; every read is checked against what is there, before anything is allocated for it. */
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
    return this.view.getUint8(this.take(1));
  }

  u32(): number {
    return this.view.getUint32(this.take(4));
  }

  f64(): number {
    const value = this.view.getFloat64(this.take(8));
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
    const start = this.take(count);
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

  private take(count: number): number {
    if (count > this.remaining) throw malformed('a section longer than the snapshot');
    const start = this.at;
    this.at += count;
    return start;
  }
}

/** An intact snapshot that the format doesn't allow. */
export function malformed(what: string): SnapshotError {
  return new SnapshotError('MALFORMED', `The snapshot holds ${what}`);
}
