const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/**
 * The partition of a key as Kafka's own clients choose it: murmur2 of its UTF-8 bytes, made positive, modulo the number of
 * partitions. Stored data depends on it: it never changes. (Austin Appleby's MurmurHash2; Kafka's `BuiltInPartitioner`.)
 *
 * Not kafkajs' own murmur2, which computes with BigInt: for a key of 36 bytes it takes 43 µs, this one 1 µs, on every append, on every
 * decision that is folded and on every look-up in the hot index. The spec checks that both choose the same partition.
 */
export function partitionOfKey(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % partitions;
}

/** MurmurHash2, 32 bits, with Kafka's seed; the result is a signed 32-bit number. */
export function murmur2(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const whole = data.length & ~3;
  let hash = SEED ^ data.length;
  for (let at = 0; at < whole; at += 4) {
    let k = Math.imul(view.getInt32(at, true), M);
    k = Math.imul(k ^ (k >>> R), M);
    hash = Math.imul(hash, M) ^ k;
  }
  if (data.length > whole) hash = Math.imul(hash ^ tail(view, whole), M);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}

/** The last one to three bytes, little-endian. */
function tail(view: DataView, from: number): number {
  let value = 0;
  for (let at = view.byteLength - 1; at >= from; at--) value = (value << 8) | view.getUint8(at);
  return value;
}
