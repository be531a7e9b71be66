import type { ClientMetadata } from '../facts/client-metadata.js';
import type { AppBlocked, AppRegistered, AppUnblocked } from '../facts/decisions.js';
import { checkedId, checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import { isKnownApp } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';
import { isAllowlisted } from '../policy/may-issue.decide.js';
import { isPermission, OWN_PERMISSIONS } from '../policy/permissions.js';
import { activeBlocks, isBlocked } from '../revocation/index.js';
import { splitScope } from '../values/scopes.js';
import type { BlockApp, RegisterApp, UnblockApp } from './app.commands.js';
import type { AppState } from '../state/app.state.js';

/** What would hide a route if it were a a `client_id`: `/apps/oauth/usage/tokens/{token}`, `/apps/oauth/…`, `/apps/install`. */
const RESERVED_CLIENT_IDS = ['tokens', 'oauth', 'install'];

const OWN: ReadonlySet<string> = new Set(OWN_PERMISSIONS);

/**
 * Registers an app. The scope in its metadata may name permissions of the control API only if the caller holds them:
 * otherwise whoever may register apps could make one that may do everything.
 * @throws DomainError `INVALID_ID`, `SCOPE_NOT_HELD`, `APP_ALREADY_REGISTERED`
 */
export function decideRegisterApp(org: OrgState, command: RegisterApp): AppRegistered {
  const clientId = checkedClientId(command.clientId);
  checkHandedOnScopes(command.metadata, command.callerScopes);
  if (isKnownApp(org, clientId)) throw new DomainError('APP_ALREADY_REGISTERED');
  const installed = command.installed === false ? { installed: false } : {};
  return { type: 'AppRegistered', data: { clientId, metadata: command.metadata, ...installed } };
}

/**
 * Blocks an app; nothing happens when it is blocked already.
 * @throws DomainError `APP_NOT_FOUND`, `REASON_TOO_LONG`, `INVALID_ID` also for a block id that was used before
 */
export function decideBlockApp(org: OrgState, command: BlockApp): AppBlocked | null {
  const clientId = knownApp(org, command.clientId);
  const blockId = checkedId(command.blockId, 'blockId');
  const reason = checkedReason(command.reason);
  if (isBlocked(org.revocations, clientId)) return null;
  if (org.revocations.lifts.get(clientId)?.has(blockId) === true) {
    throw new DomainError('INVALID_ID', 'This block was lifted already; a new block needs a new id.');
  }
  return { type: 'AppBlocked', data: { clientId, blockId, ...reason } };
}

/**
 * Lifts exactly the blocks that stand now, so that a block that is placed meanwhile stays; nothing happens when there
 * are none. An app that isn't on the organisation's allowlist stays blocked.
 * @throws DomainError `APP_NOT_FOUND`, `APP_NOT_ALLOWLISTED`, `REASON_TOO_LONG`
 */
export function decideUnblockApp(org: OrgState, command: UnblockApp): AppUnblocked | null {
  const clientId = knownApp(org, command.clientId);
  const reason = checkedReason(command.reason);
  const app = org.apps.get(clientId);
  // The allowlist is about apps that get their tokens here.
  if (app !== undefined && !isAllowlisted(org, app)) throw new DomainError('APP_NOT_ALLOWLISTED');
  const blockIds = activeBlocks(org.revocations, clientId);
  if (blockIds.length === 0) return null;
  return { type: 'AppUnblocked', data: { clientId, blockIds, ...reason } };
}

/** Lets a `client_id` through that hides no route. @throws DomainError `INVALID_ID` */
export function checkedClientId(id: string): string {
  const clientId = checkedId(id, 'clientId');
  if (!RESERVED_CLIENT_IDS.includes(clientId)) return clientId;
  throw new DomainError('INVALID_ID', 'This client_id is reserved.');
}

/** The id of an app that is registered here, or that a foreign issuer reported. @throws DomainError `APP_NOT_FOUND` */
export function knownApp(org: OrgState, clientId: string): string {
  if (!isKnownApp(org, clientId)) throw new DomainError('APP_NOT_FOUND');
  return clientId;
}

/** A registered app. @throws DomainError `APP_NOT_FOUND` */
export function knownAppState(org: OrgState, clientId: string): AppState {
  const app = org.apps.get(clientId);
  if (app === undefined) throw new DomainError('APP_NOT_FOUND');
  return app;
}

/**
 * Lets no permission be handed on by somebody who doesn't hold it, except what the app could ask for already.
 * @throws DomainError `SCOPE_NOT_HELD`
 */
export function checkHandedOnScopes(
  metadata: ClientMetadata,
  callerScopes: Iterable<string>,
  before?: string,
): void {
  const held = new Set([...callerScopes, ...splitScope(before)]);
  const notHeld = splitScope(metadata.scope).find((scope) => isPermission(scope) && !held.has(scope));
  if (notHeld !== undefined)
    throw new DomainError('SCOPE_NOT_HELD', `You do not hold the scope ${notHeld} yourself.`);
}

/** Whether an app may ask for permissions beyond those that everybody has: somebody administers the organisation with it. */
export function isForAdministration({ metadata: { scope } }: AppState): boolean {
  return splitScope(scope).some((each) => isPermission(each) && !OWN.has(each));
}
