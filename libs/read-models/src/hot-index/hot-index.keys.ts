import { judgeKeys, scopeKey, type JudgedClaims, type TokenKind } from '#domain';

/*
 * The layout that writer and reader share. Everything of one partition of the decision log carries that partition's hash tag, so
 * that scripts and their atomicity work on a cluster too:
 *
 *   <prefix>:{d<partition>}:marker            hash  g generation, o offset, r replication id, t complete as of (ms on
 *                                                   Redis's clock), l log time (ms), p pruned to (ms)
 *   <prefix>:{d<partition>}:expiry            zset  what may be dropped, by keepUntil (ms of log time)
 *   <prefix>:{d<partition>}:o:<org>:deny      hash  denyKey(iss, jti) → keepUntil; '' for ever
 *   <prefix>:{d<partition>}:o:<org>:kids      hash  denyKey(iss, kid) → keepUntil
 *   <prefix>:{d<partition>}:o:<org>:marks     hash  '<kind> <scopeKey>' → '<generation> <ordinal> <timeMs> <keepUntil>;' …
 *   <prefix>:{d<partition>}:o:<org>:block:<app>, :lift:<app>   sets of block ids
 */

/** Prefix of every key where nothing else is configured. */
export const HOT_INDEX_PREFIX = 'rescind';

/** Where everything of one partition stands; ends in `:`. */
export function partitionPrefix(prefix: string, partition: number): string {
  return `${prefix}:{d${String(partition)}}:`;
}

/** Key of a partition's completeness marker. */
export function markerKey(prefix: string, partition: number): string {
  return `${partitionPrefix(prefix, partition)}marker`;
}

/** Key of a partition's list of what may be dropped. */
export function expiryKey(prefix: string, partition: number): string {
  return `${partitionPrefix(prefix, partition)}expiry`;
}

/** Field of one watermark in an organisation's `marks`. */
export function markField(kind: TokenKind, key: string): string {
  return `${kind} ${key}`;
}

/** The keys and fields that can cover one token. */
export interface TokenPlaces {
  readonly keys: readonly string[];
  readonly deny: string;
  readonly kid: string;
  readonly app: string;
  /** scopeKeys in the order in which their fields are asked for. */
  readonly scopes: readonly string[];
}

/** Where everything stands that can cover a token. */
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
