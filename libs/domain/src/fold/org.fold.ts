import type { RecordedDecision } from '../facts/recorded.js';
import { governanceRejection } from './governance.rejection.js';
import type { Position } from '../values/position.js';
import { fold, foldEntry } from '../revocation/index.js';
import type { DomainErrorCode } from '../checks/domain.errors.js';
import { type FactOutcome, remember } from '../state/fact-memory.js';
import { isKnownApp, isKnownIssuer, registeredIssuer } from '../state/known.js';
import { applyFact } from './org.apply.js';
import { changeRejection } from '../state/acceptance.js';
import type { OrgState } from '../state/org.state.js';

/** What came of a decision that was read. */
export type Outcome =
  | FactOutcome
  | {
      readonly outcome: 'duplicate';
      /** Offset at which the fact was read first. */
      readonly of: number;
      /** What came of it then; `null` when that is no longer remembered. */
      readonly first: FactOutcome | null;
    };

/**
 * Folds the next decision of the log into its organisation, in place, and says what came of it. Every process that reads the log
 * comes to the same answer.
 *
 * - A fact with effects is never rejected: effects hold wherever they are read.
 * - A conditional fact (a registration, a retirement, a role) is accepted if it is valid where it stands in the log, so of two
 *   conflicting facts the first one wins.
 * - A fact that was read before, known by its id or by a position that was passed already, raises its effects again and changes
 *   nothing else.
 *
 * @example
 * ```ts
 * const org = emptyOrg('default');
 * const { outcome } = applyDecision(org, recorded);
 * if (outcome === 'accepted') console.log(org.apps.size);
 * ```
 */
export function applyDecision(org: OrgState, recorded: RecordedDecision): Outcome {
  const { id, fact, position, appendedAtMs, effects, requestDigest } = recorded;
  fold(org.revocations, foldEntry(recorded, effects));

  const known = org.facts.get(id);
  const passed = isPassed(org.position, position);
  if (!passed) org.position = position;
  if (known !== undefined) return { outcome: 'duplicate', of: known.offset, first: known.outcome };
  if (passed) return { outcome: 'duplicate', of: position.offset, first: null };

  const code = effects.length > 0 ? null : rejectionOf(org, recorded);
  const outcome: FactOutcome = code === null ? { outcome: 'accepted' } : { outcome: 'rejected', code };
  if (code === null) applyFact(org, recorded);
  remember(
    org.facts,
    id,
    { offset: position.offset, type: fact.type, requestDigest, outcome, appendedAtMs },
    appendedAtMs,
  );
  return outcome;
}

/** Whether a position was passed already. A position of another generation never was, because offsets of two generations don't compare. */
function isPassed(reached: Position | null, position: Position): boolean {
  return reached !== null && reached.generation === position.generation && position.offset <= reached.offset;
}

/** Why a conditional fact is rejected where it stands in the log; `null`: it is accepted, or it isn't conditional. */
function rejectionOf(org: OrgState, recorded: RecordedDecision): DomainErrorCode | null {
  const { fact } = recorded;
  switch (fact.type) {
    case 'OrgRegistered':
      return org.registered ? 'ORG_ALREADY_REGISTERED' : null;
    case 'AppRegistered':
      return isKnownApp(org, fact.data.clientId) ? 'APP_ALREADY_REGISTERED' : null;
    case 'UserRegistered':
      return org.users.has(fact.data.userId) ? 'USER_ALREADY_REGISTERED' : null;
    case 'EdgeRegistered':
      return org.edges.has(fact.data.edgeId) ? 'EDGE_ALREADY_REGISTERED' : null;
    case 'IssuerRegistered':
      return isKnownIssuer(org, fact.data.iss) ? 'ISSUER_ALREADY_REGISTERED' : null;
    case 'AppsReported':
      if (fact.data.clientIds.some((clientId) => org.apps.has(clientId))) return 'APP_ALREADY_REGISTERED';
      return registeredIssuer(org, fact.data.iss) === undefined ? 'ISSUER_NOT_FOUND' : null;
    case 'IssuerUnregistered':
      return registeredIssuer(org, fact.data.iss) === undefined ? 'ISSUER_NOT_FOUND' : null;
    case 'RoleGranted':
      return changeRejection(org.users.get(fact.data.userId), 'USER_NOT_FOUND', recorded.basedOn);
    case 'EdgeRetired':
      return changeRejection(org.edges.get(fact.data.edgeId), 'EDGE_NOT_FOUND', recorded.basedOn);
    case 'AppBlocked':
    case 'AppUnblocked':
    case 'AppTokensRevoked':
    case 'UserTokensRevoked':
    case 'UserAppTokensRevoked':
    case 'TokenRevoked':
    case 'GrantRevoked':
    case 'SessionRevoked':
    case 'OrgTokensRevoked':
    case 'SigningKeysRotated':
      return null;
    default:
      return governanceRejection(org, fact, recorded);
  }
}
