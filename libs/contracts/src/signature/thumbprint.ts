import { toBase64Url } from '../encoding/base64url.js';

/** The `kid` of an Ed25519 key: its JWK thumbprint, SHA-256 (RFC 7638 section 3, RFC 8037 section 2). */
export async function ed25519Thumbprint(x: string): Promise<string> {
  // The required members in lexicographic order, without white space.
  const canonical = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical));
  return toBase64Url(new Uint8Array(digest));
}
