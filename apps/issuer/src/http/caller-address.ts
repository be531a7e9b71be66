import { type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const IPV4_AS_IPV6 = '::ffff:';
const addresses = new WeakMap<IncomingMessage, string>();

/**
 * Notes where a request comes from, as the server that took it found out: the socket's address, or what a trusted proxy says.
 * An IPv4 address is written as one, also on an IPv6 socket; what is no address is not noted.
 */
export function noteAddress(request: IncomingMessage, address: string): void {
  const short = address.startsWith(IPV4_AS_IPV6) ? address.slice(IPV4_AS_IPV6.length) : address;
  const found = [short, address].find((text) => isIP(text) !== 0);
  if (found !== undefined) addresses.set(request, found);
}

/** Where the request that is being answered comes from; `undefined` where that isn't known. */
export function addressOf(ctx: { readonly req: IncomingMessage } | undefined): string | undefined {
  return ctx === undefined ? undefined : addresses.get(ctx.req);
}
