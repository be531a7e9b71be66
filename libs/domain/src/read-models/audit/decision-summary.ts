import type { Decision } from '../../facts/index.js';

/** Ids named in a summary before it says only how many more there are. */
const MAX_NAMED = 5;

/**
 * What a decision says beside its type and subject, in one line: ids, kinds and numbers alone, never a name, an address or
 * anything that somebody wrote.
 */
export function decisionSummary(fact: Decision): string {
  switch (fact.type) {
    case 'AppBlocked':
      return fact.data.blockId;
    case 'AppUnblocked':
      return listed('', fact.data.blockIds);
    case 'TokenRevoked':
      return joined(fact.data.iss, listed('covers ', fact.data.covers));
    case 'GrantRevoked':
    case 'UserAppTokensRevoked':
    case 'UserTokensRevoked':
    case 'AppTokensRevoked':
    case 'SessionRevoked':
    case 'OrgTokensRevoked':
    case 'SessionEndScheduled':
      return listed('covers ', fact.data.covers);
    case 'SigningKeysRotated': {
      const { mode, key, retiredKids, deniedKids } = fact.data;
      return joined(mode, `key ${key.kid}`, listed('retired ', retiredKids), listed('denied ', deniedKids));
    }
    case 'OrgRegistered':
      return joined(fact.data.issuer, `key ${fact.data.key.kid}`);
    case 'AppsReported':
      return listed('', fact.data.clientIds);
    case 'AppRegistered':
      return fact.data.installed === false ? 'not installed' : 'installed';
    case 'AppPolicyChanged':
      return fact.data.policy.permittedUsers;
    case 'UserPreauthorized':
    case 'UserPreauthorizationWithdrawn':
      return fact.data.groupId === undefined ? '' : `group ${fact.data.groupId}`;
    case 'GroupChanged':
      return joined(listed('added ', fact.data.added), listed('removed ', fact.data.removed));
    case 'RoleGranted':
    case 'RoleWithdrawn':
      return listed('', fact.data.permissions);
    case 'OrgSettingsChanged':
      return listed(
        '',
        Object.keys(fact.data).filter((setting) => setting !== 'reason'),
      );
    case 'ConfirmationUsed':
    case 'ApprovalRequested':
      return fact.data.operation;
    case 'AppInstalled':
    case 'AppUninstalled':
    case 'AppSettingsChanged':
    case 'UserRegistered':
    case 'EdgeRegistered':
    case 'EdgeRetired':
    case 'IssuerRegistered':
    case 'IssuerUnregistered':
    case 'SessionEndCancelled':
    case 'ApprovalGiven':
    case 'ApprovalDeclined':
      return '';
  }
}

function listed(what: string, ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const more = ids.length - MAX_NAMED;
  return `${what}${ids.slice(0, MAX_NAMED).join(' ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}
