import { judgeKeys, scopeKey, type JudgedClaims, type TokenKind } from '#domain';

/*
 * The layout of the keys in Redis. All keys of one partition of the decision log carry that partition's hash tag: on a Redis cluster
 * they lie on one node, so that one script can change them atomically.
 *
 *   <prefix>:{d<partition>}:marker            hash  g generation, o last offset absorbed, r replication id, t complete as
 *                                                   of (ms on Redis's clock), l log time (ms), p pruned to (ms)
 *   <prefix>:{d<partition>}:expiry            zset  entries that may be dropped, by keepUntil (ms of log time)
 *   <prefix>:{d<partition>}:o:<org>:deny      hash  denyKey(iss, jti) → keepUntil; '': kept for ever
 *   <prefix>:{d<partition>}:o:<org>:kids      hash  denyKey(iss, kid) → keepUntil
 *   <prefix>:{d<partition>}:o:<org>:marks     hash  '<kind> <scopeKey>' → '<generation> <ordinal> <timeMs> <keepUntil>;' …
 *   <prefix>:{d<partition>}:o:<org>:block:<app>, :lift:<app>   sets of block ids
 */

/** Default prefix of every key. */
export const HOT_INDEX_PREFIX = 'rescind';

/** What all keys of one partition begin with; ends in `:`. */
export function partitionPrefix(prefix: string, partition: number): string {
  return `${prefix}:{d${String(partition)}}:`;
}

/** Key of a partition's completeness marker. */
export function markerKey(prefix: string, partition: number): string {
  return `${partitionPrefix(prefix, partition)}marker`;
}

/** Key of a partition's list of entries that may be dropped. */
export function expiryKey(prefix: string, partition: number): string {
  return `${partitionPrefix(prefix, partition)}expiry`;
}

/** Field of one watermark in an organisation's `marks`. */
export function markField(kind: TokenKind, key: string): string {
  return `${kind} ${key}`;
}

/** The keys and fields that can hold something about one token. */
export interface TokenPlaces {
  readonly keys: readonly string[];
  readonly deny: string;
  readonly kid: string;
  readonly app: string;
  /** scopeKeys in the order in which their fields are asked for. */
  readonly scopes: readonly string[];
}

/** The keys and fields that have to be read to judge one token. */
export function tokenPlaces(
  prefix: string,
  partition: number,
  orgId: string,
  claims: JudgedClaims,
): TokenPlaces {
  const keys = judgeKeys(claims);
  const org = `${partitionPrefix(prefix, partition)}o:${orgId}:`;
  const app = keys.blockedApp ?? '';
  const scopes = [
    keys.grant,
    keys.session,
    keys.userApp,
    keys.user,
    keys.app,
    keys.issuer,
    scopeKey({ scope: 'org' }),
  ];
  return {
    keys: [
      markerKey(prefix, partition),
      `${org}deny`,
      `${org}kids`,
      `${org}marks`,
      `${org}block:${app}`,
      `${org}lift:${app}`,
    ],
    deny: keys.token ?? '',
    kid: keys.signingKey ?? '',
    app,
    scopes: scopes.filter((scope) => scope !== undefined),
  };
}
