/*
 * Own code instead of `ipaddr.js`, on purpose. What a policy means must not depend on how a reader guesses at a spelling, and ipaddr.js
 * 2.5 accepts seven of the spellings that the spec refuses: `10.0.0/8`, `010.0.0.1` as octal, `0x0a.0.0.1`, `/08`, zone ids, and IPv4
 * prefixes behind a mapped address. Refusing them takes nearly as much code in front of the library as is here. The library reads
 * 200,000 hostile characters in over 100 ms unless their number is limited before, takes two to seven times as long for a match, and is
 * CommonJS of 38 KB in a lib that the SDK bundles.
 */

/** An address, or a range of them, as a number of `bits` bits. */
interface Block {
  readonly value: bigint;
  readonly prefix: number;
  readonly bits: 32 | 128;
}

// No leading zeros: some readers take them for octal digits.
const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;
const PREFIX = /^(?:0|[1-9]\d{0,2})$/;
const GROUPS = 8;
/** Longer than any address, so that a hostile one costs nothing. */
const MAX_LENGTH = 64;

/** Whether a text is an address or a range in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3) without host bits. */
export function isIpRange(text: string): boolean {
  const block = parseRange(text);
  return block !== null && block.value % (1n << BigInt(block.bits - block.prefix)) === 0n;
}

/**
 * Whether an address is in one of the ranges. What is no address is in none; an IPv4 address that is written as IPv6
 * (RFC 4291 section 2.5.5.2) is the IPv4 address.
 */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  const host = parseAddress(address);
  if (host === null) return false;
  return ranges.some((range) => {
    const block = parseRange(range);
    if (block?.bits !== host.bits) return false;
    const rest = BigInt(block.bits - block.prefix);
    return host.value >> rest === block.value >> rest;
  });
}

function parseRange(text: string): Block | null {
  const [address = '', prefixText, ...more] = text.split('/');
  const host = parseAddress(address);
  if (host === null || more.length > 0) return null;
  if (prefixText === undefined) return host;
  if (!PREFIX.test(prefixText)) return null;
  // Of an IPv4 address that is written as IPv6, the prefix counts the bits of the IPv6 one.
  const prefix = Number(prefixText) - (address.includes(':') ? 128 - host.bits : 0);
  return prefix >= 0 && prefix <= host.bits ? { ...host, prefix } : null;
}

function parseAddress(text: string): Block | null {
  if (text.length > MAX_LENGTH) return null;
  const v4 = parseIpv4(text);
  if (v4 !== null) return { value: v4, prefix: 32, bits: 32 };
  const v6 = parseIpv6(text);
  if (v6 === null) return null;
  if (v6 >> 32n === 0xffffn) return { value: v6 & 0xffffffffn, prefix: 32, bits: 32 };
  return { value: v6, prefix: 128, bits: 128 };
}

function parseIpv4(text: string): bigint | null {
  const parts = IPV4.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseIpv6(text: string): bigint | null {
  const [before = '', after, ...more] = text.split('::');
  if (more.length > 0 || !text.includes(':')) return null;
  const head = groupsOf(before, after === undefined);
  const tail = after === undefined ? [] : groupsOf(after, true);
  if (head === null || tail === null) return null;
  const missing = GROUPS - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...new Array<bigint>(missing).fill(0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** Groups of hex digits; the last ones of an address may be written as an IPv4 address. */
function groupsOf(text: string, isEnd: boolean): readonly bigint[] | null {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = isEnd && index === parts.length - 1 ? parseIpv4(part) : null;
    if (v4 !== null) groups.push(v4 >> 16n, v4 & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return null;
  }
  return groups;
}
