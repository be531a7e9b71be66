import type { RecordedDecision } from '../facts/recorded.js';
import { DEFAULT_APP_POLICY } from '../state/app-policy.js';
import type { AppState } from '../state/app.state.js';
import type { AppRegistered } from '../facts/decisions.js';
import { applyGovernance } from './governance.apply.js';
import {
  applyAppsReported,
  applyIssuerRegistered,
  applyIssuerUnregistered,
} from '../issuer/foreign-issuer.apply.js';
import { applyFirstKey, applyRotation } from '../keys/signing-keys.apply.js';
import type { OrgState } from '../state/org.state.js';

/**
 * Applies an accepted fact in place. What exists already is not replaced, so a fact that is applied twice changes nothing the second
 * time. Revocations and blocks are not applied here: they are folded from the fact's effects.
 */
export function applyFact(org: OrgState, recorded: RecordedDecision): void {
  const { fact, appendedAtMs } = recorded;
  switch (fact.type) {
    case 'OrgRegistered':
      applyOrgRegistered(org, fact.data, appendedAtMs);
      break;
    case 'AppRegistered':
      addOnce(org.apps, fact.data.clientId, newApp(fact.data, recorded));
      break;
    case 'UserRegistered':
      addOnce(org.users, fact.data.userId, {
        ...fact.data,
        permissions: new Set<string>(),
        registeredAtMs: appendedAtMs,
        revision: 0,
      });
      break;
    case 'RoleGranted':
      for (const permission of fact.data.permissions)
        org.users.get(fact.data.userId)?.permissions.add(permission);
      break;
    case 'EdgeRegistered':
      addOnce(org.edges, fact.data.edgeId, {
        ...fact.data,
        registeredAtMs: appendedAtMs,
        retiredAtMs: null,
        revision: 0,
      });
      break;
    case 'EdgeRetired':
      applyEdgeRetired(org, fact.data.edgeId, appendedAtMs);
      break;
    case 'IssuerRegistered':
      applyIssuerRegistered(org, fact.data, appendedAtMs);
      break;
    case 'IssuerUnregistered':
      applyIssuerUnregistered(org, fact.data.iss);
      break;
    case 'AppsReported':
      applyAppsReported(org, fact.data, appendedAtMs);
      break;
    case 'SigningKeysRotated':
      if (fact.data.iss === org.issuer) applyRotation(org.keys, fact.data, appendedAtMs);
      if (fact.data.mode === 'revoke') org.orgWideRevision = recorded.position.offset;
      break;
    case 'OrgTokensRevoked':
      org.orgWideRevision = recorded.position.offset;
      if (fact.data.scheduleId === org.sessionEnd?.scheduleId) org.sessionEnd = null;
      break;
    case 'AppBlocked':
    case 'AppUnblocked':
    case 'AppTokensRevoked':
    case 'UserTokensRevoked':
    case 'UserAppTokensRevoked':
    case 'TokenRevoked':
    case 'GrantRevoked':
    case 'SessionRevoked':
      break;
    default:
      applyGovernance(org, fact, recorded);
  }
  const subject = subjectOf(org, recorded);
  if (subject !== undefined) subject.revision = recorded.position.offset;
}

/** The app, user, edge or group whose revision a fact raises; `undefined`: it isn't known, or the fact is about something else. */
function subjectOf(
  org: OrgState,
  { fact }: Pick<RecordedDecision, 'fact'>,
): { revision: number } | undefined {
  switch (fact.type) {
    case 'AppRegistered':
    case 'AppBlocked':
    case 'AppUnblocked':
    case 'AppTokensRevoked':
    case 'AppSettingsChanged':
    case 'AppPolicyChanged':
    case 'AppInstalled':
    case 'AppUninstalled':
    case 'UserPreauthorized':
    case 'UserPreauthorizationWithdrawn':
      return org.apps.get(fact.data.clientId);
    case 'UserRegistered':
    case 'RoleGranted':
    case 'RoleWithdrawn':
    case 'UserTokensRevoked':
    case 'UserAppTokensRevoked':
      return org.users.get(fact.data.userId);
    case 'EdgeRegistered':
    case 'EdgeRetired':
      return org.edges.get(fact.data.edgeId);
    case 'GroupChanged':
      return org.groups.get(fact.data.groupId);
    case 'OrgSettingsChanged':
    case 'SessionEndScheduled':
    case 'SessionEndCancelled':
    case 'ConfirmationUsed':
    case 'ApprovalRequested':
    case 'ApprovalGiven':
    case 'ApprovalDeclined':
    case 'OrgRegistered':
    case 'IssuerRegistered':
    case 'IssuerUnregistered':
    case 'AppsReported':
    case 'SigningKeysRotated':
    case 'TokenRevoked':
    case 'GrantRevoked':
    case 'SessionRevoked':
    case 'OrgTokensRevoked':
      return undefined;
  }
}

function applyOrgRegistered(
  org: OrgState,
  { name, issuer, key }: Extract<RecordedDecision['fact'], { type: 'OrgRegistered' }>['data'],
  atMs: number,
): void {
  if (org.registered) return;
  org.registered = true;
  org.name = name;
  org.issuer = issuer;
  applyFirstKey(org.keys, key, atMs);
}

function applyEdgeRetired(org: OrgState, edgeId: string, atMs: number): void {
  const edge = org.edges.get(edgeId);
  if (edge !== undefined) edge.retiredAtMs ??= atMs;
}

function newApp(
  { clientId, metadata, installed = true }: AppRegistered['data'],
  { appendedAtMs, position: { offset } }: RecordedDecision,
): AppState {
  return {
    clientId,
    metadata,
    installed,
    installedFor: new Set(),
    policy: DEFAULT_APP_POLICY,
    preauthorizedUsers: new Set(),
    preauthorizedGroups: new Set(),
    registeredAtMs: appendedAtMs,
    revision: 0,
    settingsRevision: offset,
    policyRevision: offset,
  };
}

function addOnce<T>(map: Map<string, T>, id: string, entry: T): void {
  if (!map.has(id)) map.set(id, entry);
}
