import {
  encodeDecision,
  generateSigningKey,
  importSigningKey,
  type PublicJwk,
  type SigningKey,
  signValue,
} from '#contracts';
import type { Decision, Effect } from '#domain';

/** A record of the feed: what was signed, and where it stands. */
export interface SignedRecord {
  readonly generation: string;
  readonly offset: number;
  /** Offset of the organisation's previous decision; -1: none. */
  readonly previous: number;
  readonly appendedAtMs: number;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What a correct reader folds. */
  readonly effects: readonly Effect[];
}

/** A control plane's signer. */
export class TestSigner {
  private constructor(
    readonly publicJwk: PublicJwk,
    readonly key: SigningKey,
  ) {}

  static async make(): Promise<TestSigner> {
    const { publicJwk, privateJwk } = await generateSigningKey();
    return new TestSigner(publicJwk, await importSigningKey(privateJwk));
  }
}

/** A fact, the effects of its record, and what is done to its text before it is signed. */
export interface TestDecision {
  readonly effects: readonly Effect[];
  readonly fact?: Decision;
  readonly orgId?: string;
  readonly edit?: (value: string) => string;
}

/** Writes and signs a record as control does. */
export async function signRecord(
  signer: TestSigner,
  place: { readonly generation: string; readonly offset: number; readonly previous: number },
  decision: TestDecision,
): Promise<SignedRecord> {
  const now = Date.now();
  const fact = decision.fact ?? { type: 'AppBlocked', data: { clientId: 'app-x', blockId: 'b-x' } };
  const encoded = encodeDecision({
    id: `f-${place.generation}-${String(place.offset)}`,
    orgId: decision.orgId ?? 'acme',
    actor: { kind: 'user', id: 'admin' },
    time: new Date(now).toISOString(),
    fact,
    effects: decision.effects,
    keepUntil: null,
    basedOn: null,
    requestDigest: null,
  });
  const value = decision.edit === undefined ? encoded.value : decision.edit(encoded.value);
  const headers = await signValue(signer.key.privateKey, signer.key.kid, value);
  return { ...place, appendedAtMs: now, value, headers, effects: decision.effects };
}
