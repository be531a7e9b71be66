import { DEFAULT_MAX_LIFETIME_MS, type IssuerTrust, OWN_ISSUER_TRUST } from '#domain';
import { fetchJwks } from '../keys/fetch-jwks.js';
import { IssuerKeys, type KeySource } from '../keys/issuer-keys.js';
import type { IssuerOptions } from '../options/issuer.options.js';
import { DEFAULT_ALGORITHMS, type SignatureAlgorithm } from '../jose/algorithms.js';
import type { SignatureEngine } from '../signature/signature-engine.js';
import type { ClaimRules } from '../token/claims.js';
import { mediaType } from '../token/header.js';

/** An issuer's options with every default applied, and its keys. */
export interface AcceptedIssuer extends ClaimRules {
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
  /** Lower case; `null`: any, or none. */
  readonly typs: ReadonlySet<string> | null;
  /** Its lifetimes are limited to how long the source keeps revocations, see {@link limitLifetime}. */
  trust: IssuerTrust;
  readonly keys: IssuerKeys;
}

/** What an issuer's keys are fetched and checked with. */
export interface KeyTools {
  readonly engine: SignatureEngine;
  readonly monotonic: () => number;
  readonly fetch: typeof fetch;
}

const DEFAULT_TYP = 'at+jwt';
const DEFAULT_TOLERANCE_MS = 5_000;

/** Applies the defaults to options that were checked. */
export function acceptIssuer(options: IssuerOptions, tools: KeyTools): AcceptedIssuer {
  const own = options.own ?? false;
  const { clientId, sessionId, grantId, scope } = options.claims ?? {};
  return {
    issuer: options.issuer,
    own,
    audience: new Set(listOf(options.audience)),
    algorithms: new Set(options.algorithms ?? DEFAULT_ALGORITHMS),
    typs: options.typ === 'any' ? null : new Set(listOf(options.typ ?? DEFAULT_TYP).map(mediaType)),
    trust: {
      toleranceMs: options.clockToleranceMs ?? (own ? OWN_ISSUER_TRUST.toleranceMs : DEFAULT_TOLERANCE_MS),
      maxLifetimeMs: {
        ...DEFAULT_MAX_LIFETIME_MS,
        access: options.maxLifetimeMs ?? DEFAULT_MAX_LIFETIME_MS.access,
      },
      jtiCarriesTime: options.jtiCarriesTime ?? own,
      rposTrusted: own,
    },
    claimNames: { clientId, sessionId: sessionId ?? 'sid', grantId: grantId ?? 'grant_id', scope },
    keys: new IssuerKeys(keySource(options, tools.fetch), tools.engine, tools.monotonic),
  };
}

/** The trust, with access tokens living no longer than `accessMs`. */
export function limitLifetime(trust: IssuerTrust, accessMs: number): IssuerTrust {
  return {
    ...trust,
    maxLifetimeMs: { ...trust.maxLifetimeMs, access: Math.min(trust.maxLifetimeMs.access, accessMs) },
  };
}

function keySource({ jwks, jwksUri }: IssuerOptions, fetchLike: typeof fetch): KeySource {
  if (jwks !== undefined) return { atHand: typeof jwks === 'function' ? jwks : () => jwks };
  return { load: () => fetchJwks(jwksUri ?? '', fetchLike) };
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
