import { base64url } from 'jose';

/** The part of Node's `Buffer` that is used where there is one: several times faster than the portable way. */
interface FastDecoder {
  from(text: string, encoding: 'base64url'): Uint8Array;
}

const fast = (globalThis as { readonly Buffer?: FastDecoder }).Buffer;

/** Decodes base64url text that was already checked to be canonical. */
export const decodeBase64url: (text: string) => Uint8Array =
  fast === undefined ? (text) => base64url.decode(text) : (text) => fast.from(text, 'base64url');
