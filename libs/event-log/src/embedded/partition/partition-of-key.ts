const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const encoder = new TextEncoder();

/**
 * The partition of a key: 32-bit FNV-1a of its UTF-8 bytes, modulo the number of partitions. Stored data depends on it:
 * it never changes. (Fowler, Noll and Vo, RFC 9923.)
 */
export function partitionOfKey(key: string, partitions: number): number {
  let hash = OFFSET_BASIS;
  for (const byte of encoder.encode(key)) hash = Math.imul(hash ^ byte, PRIME);
  return (hash >>> 0) % partitions;
}
