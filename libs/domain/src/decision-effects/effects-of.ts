import type { Decision, SigningKeysRotated } from '../facts/decisions.js';
import type { Effect, WatermarkScope } from '../revocation/effects/effects.js';
import { formatIsoTime, isWritableTime, parseIsoTime } from '../values/iso-time.js';
import { KEEP_MARGIN_MS } from '../revocation/effects/limits.js';
import { mayRevoke, type RevokingDecision } from './revoking.js';
import { TOKEN_KINDS, type TokenKind } from '../values/token-kind.js';

/**
 * The effects that a writer puts into the record of a decision; none for a decision that revokes nothing.
 *
 * @param time ISO 8601, when the writer decides.
 */
export function effectsOf(decision: Decision, time: string): readonly Effect[] {
  if (!mayRevoke(decision)) return [];
  switch (decision.type) {
    case 'AppBlocked': {
      const { clientId: app, blockId: id } = decision.data;
      return [{ effect: 'block', app, id }, notBefore({ scope: 'app', app }, TOKEN_KINDS, time)];
    }
    case 'AppUnblocked': {
      // Tokens that were issued between the block and its lifting stay refused.
      const { clientId: app, blockIds: ids } = decision.data;
      return [{ effect: 'lift', app, ids }, notBefore({ scope: 'app', app }, TOKEN_KINDS, time)];
    }
    case 'TokenRevoked':
      return [{ effect: 'deny', iss: decision.data.iss, jti: decision.data.jti }];
    case 'GrantRevoked':
      return [notBefore({ scope: 'grant', grant: decision.data.grantId }, decision.data.covers, time)];
    case 'UserAppTokensRevoked': {
      const { userId: user, clientId: app, covers } = decision.data;
      return [notBefore({ scope: 'user-app', user, app }, covers, time)];
    }
    case 'UserTokensRevoked':
      return [notBefore({ scope: 'user', user: decision.data.userId }, decision.data.covers, time)];
    case 'AppTokensRevoked':
      return [notBefore({ scope: 'app', app: decision.data.clientId }, decision.data.covers, time)];
    case 'SessionRevoked':
      return [notBefore({ scope: 'session', session: decision.data.sessionId }, decision.data.covers, time)];
    case 'OrgTokensRevoked':
      return [notBefore({ scope: 'org' }, decision.data.covers, time)];
    case 'AppUninstalled': {
      const { clientId: app, userId: user } = decision.data;
      const of: WatermarkScope =
        user === undefined ? { scope: 'app', app } : { scope: 'user-app', user, app };
      return [notBefore(of, TOKEN_KINDS, time)];
    }
    case 'SigningKeysRotated':
      return rotationEffects(decision.data, time);
  }
}

/**
 * ISO 8601 of log time until which the effects must be kept; `null`: for ever. Blocks are kept for ever. So are denied keys, because
 * whoever stole a key can go on signing with it.
 *
 * @param time ISO 8601, when the writer decides; one that can't be read keeps the effects for ever.
 * @param maxLifetimeMs the longest lifetime per kind ever in force, ms, for the issuers that the decision concerns.
 */
export function keepUntilOf(
  decision: Decision,
  time: string,
  maxLifetimeMs: Readonly<Record<TokenKind, number>>,
): string | null {
  const covered = mayRevoke(decision) ? boundedKinds(decision) : null;
  const decidedAtMs = parseIsoTime(time);
  if (covered === null || decidedAtMs === null) return null;
  const longestMs = Math.max(...covered.map((kind) => maxLifetimeMs[kind]));
  const untilMs = Math.ceil(decidedAtMs + longestMs + KEEP_MARGIN_MS);
  return isWritableTime(untilMs) ? formatIsoTime(untilMs) : null;
}

/** The kinds whose lifetime bounds the decision's effects; `null` where nothing bounds them. */
function boundedKinds(decision: RevokingDecision): readonly TokenKind[] | null {
  switch (decision.type) {
    case 'AppUnblocked':
    case 'AppUninstalled':
      return TOKEN_KINDS;
    case 'TokenRevoked':
    case 'GrantRevoked':
    case 'UserAppTokensRevoked':
    case 'UserTokensRevoked':
    case 'AppTokensRevoked':
    case 'SessionRevoked':
    case 'OrgTokensRevoked':
      return decision.data.covers;
    case 'AppBlocked':
    case 'SigningKeysRotated':
      return null;
  }
}

function rotationEffects(rotation: SigningKeysRotated['data'], time: string): readonly Effect[] {
  switch (rotation.mode) {
    case 'graceful':
      return [];
    case 'revoke': {
      const { iss, deniedKids } = rotation;
      const denials = deniedKids.map((kid): Effect => ({ effect: 'denyKid', iss, kid }));
      return [...denials, notBefore({ scope: 'issuer', iss }, ['access'], time)];
    }
  }
}

function notBefore(of: WatermarkScope, kinds: readonly TokenKind[], time: string): Effect {
  return { effect: 'notBefore', of, kinds: [...kinds], time };
}
