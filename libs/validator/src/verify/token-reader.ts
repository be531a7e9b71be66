import { denyKey } from '#domain';
import type { VerificationKey } from '../keys/issuer-keys.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { quoted } from '../refusal/quoted.js';
import { RefusedTokenError } from '../refusal/refusal.errors.js';
import type { CachedText } from '../signature/signature-cache.js';
import { decodeBase64url } from '../jose/base64url.js';
import { readClaims, type VerifiedToken } from '../token/claims.js';
import { type CompactParts, splitCompact } from '../token/compact.js';
import { readHeader, type TokenHeader } from '../token/header.js';
import { type JsonObject, parseStrictObject } from '../token/strict-json.js';
import type { AcceptedIssuer } from './accepted-issuer.js';
import { judgeable, type JudgeableToken } from './token-judge.js';

/** A token whose signature and claims were checked, ready to be judged again and again. */
export interface SeenToken extends CachedText, JudgeableToken {
  /** The key that checked it; once it isn't live any more, the check doesn't count any more. */
  readonly key: VerificationKey;
  /** The token as an answer, made once: calls on a token that was seen before allocate nothing. */
  answer: Promise<VerifiedToken> | null;
}

/** What can be said of a token before its signature is checked. */
interface Unverified {
  readonly text: string;
  readonly parts: CompactParts;
  readonly header: TokenHeader;
  readonly claims: JsonObject;
  readonly issuer: AcceptedIssuer;
}

/** Checks form, header, signature and claims of tokens that weren't seen before. Makes no verdict. */
export class TokenReader {
  constructor(
    private readonly issuers: ReadonlyMap<string, AcceptedIssuer>,
    private readonly knowledge: Knowledge,
    /** Whether signatures are checked without a promise. */
    private readonly synchronous: boolean,
  ) {}

  /**
   * Reads a token: now, if its key is at hand and signatures are checked synchronously; else as a promise.
   *
   * @throws RefusedTokenError
   */
  read(text: string): SeenToken | Promise<SeenToken> {
    const unverified = this.#parse(text);
    const { header, issuer } = unverified;
    const key = issuer.keys.find(header.kid, header.alg);
    return key === undefined ? this.#readWithNewKey(unverified) : check(unverified, key);
  }

  /**
   * The same, or `undefined` where it would take a promise.
   *
   * @throws RefusedTokenError
   */
  readNow(text: string): SeenToken | undefined {
    if (!this.synchronous) return undefined;
    const unverified = this.#parse(text);
    const { header, issuer } = unverified;
    const key = issuer.keys.find(header.kid, header.alg);
    const seen = key === undefined ? undefined : check(unverified, key);
    return seen instanceof Promise ? undefined : seen;
  }

  async #readWithNewKey(unverified: Unverified): Promise<SeenToken> {
    const { header, issuer } = unverified;
    return check(unverified, await issuer.keys.resolve(header.kid, header.alg));
  }

  #parse(text: string): Unverified {
    const parts = splitCompact(text);
    const header = readHeader(parts.header);
    const claims = parseStrictObject(decodeBase64url(parts.payload));
    if (claims === null) throw new RefusedTokenError('TOKEN_MALFORMED', { about: 'payload' });
    const { iss } = claims;
    const issuer = typeof iss === 'string' ? this.issuers.get(iss) : undefined;
    if (issuer === undefined) {
      throw new RefusedTokenError('ISSUER_UNKNOWN', { expected: [...this.issuers.keys()], found: [iss] });
    }
    if (issuer.typs !== null && (header.typ === undefined || !issuer.typs.has(header.typ))) {
      throw new RefusedTokenError('TYPE_REFUSED', { expected: [...issuer.typs], found: [header.typ] });
    }
    if (!issuer.algorithms.has(header.alg)) {
      throw new RefusedTokenError('ALGORITHM_REFUSED', {
        expected: [...issuer.algorithms],
        found: [header.alg],
      });
    }
    if (
      header.kid !== undefined &&
      this.knowledge.state?.deniedKids.has(denyKey(issuer.issuer, header.kid)) === true
    ) {
      throw new RefusedTokenError('TOKEN_REFUSED', { reason: 'key-revoked' });
    }
    return { text, parts, header, claims, issuer };
  }
}

function check(unverified: Unverified, key: VerificationKey): SeenToken | Promise<SeenToken> {
  const valid = key.material.check(unverified.header.alg, unverified.parts);
  return typeof valid === 'boolean'
    ? conclude(unverified, key, valid)
    : concludeLater(unverified, key, valid);
}

async function concludeLater(
  unverified: Unverified,
  key: VerificationKey,
  valid: Promise<boolean>,
): Promise<SeenToken> {
  return conclude(unverified, key, await valid);
}

function conclude(
  { text, claims, header, issuer }: Unverified,
  key: VerificationKey,
  valid: boolean,
): SeenToken {
  if (!valid)
    throw new RefusedTokenError('SIGNATURE_INVALID', { expected: keyName(key, header), found: 'another' });
  // It may have been denied while the signature was checked.
  if (!key.live) throw new RefusedTokenError('KEY_UNKNOWN', { found: [header.kid] });
  return {
    text,
    key,
    answer: null,
    ...judgeable(readClaims(claims, issuer, key.jwk.kid ?? header.kid), issuer),
  };
}

function keyName({ jwk }: VerificationKey, { alg }: TokenHeader): string {
  return `a signature of the key ${quoted([jwk.kid])} with ${alg}`;
}
