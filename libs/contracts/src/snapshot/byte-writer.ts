import { SnapshotError } from './snapshot.errors.js';

const LONE_SURROGATE = /\p{Cs}/u;

/** A growing buffer with the format's primitives. */
export class ByteWriter {
  private buffer = new Uint8Array(64 * 1024);
  private view = new DataView(this.buffer.buffer);
  private readonly encoder = new TextEncoder();
  private end = 0;

  get length(): number {
    return this.end;
  }

  /** The bytes written so far; they share memory with the writer. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.end);
  }

  u8(value: number): void {
    this.reserve(1);
    this.view.setUint8(this.end, value);
    this.end += 1;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** Overwrites four bytes that were written earlier. */
  u32At(offset: number, value: number): void {
    this.view.setUint32(offset, value);
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.end, value);
    this.end += 4;
  }

  /** IEEE 754 double, big endian. */
  f64(value: number): void {
    if (Number.isNaN(value)) throw new SnapshotError('NOT_ENCODABLE', 'The state contains NaN');
    this.reserve(8);
    this.view.setFloat64(this.end, value);
    this.end += 8;
  }

  /** Unsigned LEB128: seven bits per byte, the lowest first, the top bit set on all but the last. */
  varint(value: number): void {
    this.reserve(5);
    let rest = value;
    while (rest >= 0x80) {
      this.view.setUint8(this.end, (rest % 0x80) + 0x80);
      this.end += 1;
      rest = Math.floor(rest / 0x80);
    }
    this.view.setUint8(this.end, rest);
    this.end += 1;
  }

  /**
   * Writes the length in bytes as a varint, then the UTF-8. A text with a lone surrogate has no UTF-8 form, and is refused: with a
   * replacement character the key would be another one, and its revocation would be lost.
   */
  text(value: string): void {
    if (this.ascii(value)) return;
    if (LONE_SURROGATE.test(value))
      throw new SnapshotError('NOT_ENCODABLE', 'The state contains a key with a lone surrogate');
    const bytes = this.encoder.encode(value);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  // Nearly all keys are ASCII, and up to a million are written without a pause. For them this is about five times faster.
  private ascii(value: string): boolean {
    const start = this.end;
    this.varint(value.length);
    this.reserve(value.length);
    const { buffer, end } = this;
    for (let at = 0; at < value.length; at += 1) {
      const code = value.charCodeAt(at);
      if (code >= 0x80) {
        this.end = start;
        return false;
      }
      buffer[end + at] = code;
    }
    this.end = end + value.length;
    return true;
  }

  private reserve(count: number): void {
    const needed = this.end + count;
    if (needed <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, this.buffer.length * 2));
    larger.set(this.bytes());
    this.buffer = larger;
    this.view = new DataView(larger.buffer);
  }
}
