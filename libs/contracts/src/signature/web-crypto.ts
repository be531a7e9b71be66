/** A WebCrypto key. Defined here because the types of some runtimes have no global name for it. */
export type WebCryptoKey = InstanceType<typeof globalThis.CryptoKey>;

/** Name of the signature algorithm in WebCrypto and of the curve in a JWK (RFC 8037). */
export const ED25519 = 'Ed25519';

/** Bytes of an Ed25519 signature (RFC 8032 section 5.1.6). */
export const SIGNATURE_BYTES = 64;
