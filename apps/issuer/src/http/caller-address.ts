import { type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const IPV4_AS_IPV6 = '::ffff:';
const addresses = new WeakMap<IncomingMessage, string>();

/**
 * Notes the address that a request comes from.
 * @param address the socket's address, or the one that a trusted proxy names. An IPv4 address that an IPv6 socket reports
 *   (`::ffff:…`) is shortened; a text that is no address is ignored.
 */
export function noteAddress(request: IncomingMessage, address: string): void {
  const short = address.startsWith(IPV4_AS_IPV6) ? address.slice(IPV4_AS_IPV6.length) : address;
  const found = [short, address].find((text) => isIP(text) !== 0);
  if (found !== undefined) addresses.set(request, found);
}

/** The address that the request comes from; `undefined` where none was noted. */
export function addressOf(ctx: { readonly req: IncomingMessage } | undefined): string | undefined {
  return ctx === undefined ? undefined : addresses.get(ctx.req);
}
