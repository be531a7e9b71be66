import { importVerificationKeys, type VerificationKeys } from '#contracts/edge';

/**
 * Keys that decisions and snapshots may be signed with: a JWK Set, imported keys, or a function that gets them (again).
 *
 * @example
 * ```ts
 * import type { TrustedKeys } from '@rescind/validator';
 *
 * // Pinned: nobody who answers in the feed's place can name others
 * export const keys: TrustedKeys = {
 *   keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'k1', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
 * };
 * ```
 */
export type TrustedKeys =
  | { readonly keys: readonly unknown[] }
  | VerificationKeys
  | ((refresh: boolean) => Promise<VerificationKeys>);

/** Holds the verification keys, and gets them again when one is missing, where they can be got. */
export class KeyRing {
  #known: Promise<VerificationKeys> | null = null;
  readonly #get: (refresh: boolean) => Promise<VerificationKeys>;

  constructor(trusted: TrustedKeys) {
    this.#get = getter(trusted);
  }

  /** The keys; asked for again with `refresh`. Rejects where they can't be had. */
  get(refresh = false): Promise<VerificationKeys> {
    if (refresh || this.#known === null) {
      const getting = this.#get(refresh);
      this.#known = getting;
      getting.catch(() => {
        if (this.#known === getting) this.#known = null;
      });
    }
    return this.#known;
  }
}

function getter(trusted: TrustedKeys): (refresh: boolean) => Promise<VerificationKeys> {
  if (typeof trusted === 'function') return trusted;
  if (isImported(trusted)) return () => Promise.resolve(trusted);
  return () => importVerificationKeys(trusted);
}

function isImported(trusted: object): trusted is VerificationKeys {
  return trusted instanceof Map;
}
