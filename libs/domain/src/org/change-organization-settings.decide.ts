import { GRANT_TYPES } from '../facts/client-metadata.js';
import type { OrgSettings, OrgSettingsChanged } from '../facts/governance-decisions.js';
import { checkedReason, checkRevision } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { OrgState } from '../state/org.state.js';

/** Changes some settings of the organisation. Who may change which is for who takes the command to check. */
export interface ChangeOrgSettings {
  readonly settings: Partial<OrgSettings>;
  /** Revision that the caller saw; `null`: whichever. */
  readonly basedOn: number | null;
  readonly reason?: string | undefined;
}

/**
 * Changes settings; nothing happens when they are so already.
 * @throws DomainError `REVISION_MISMATCH`, `INVALID_REQUEST`, `REASON_TOO_LONG`
 */
export function decideChangeOrgSettings(
  org: OrgState,
  command: ChangeOrgSettings,
): OrgSettingsChanged | null {
  const { settings, basedOn } = command;
  const reason = checkedReason(command.reason);
  checkRevision(basedOn, org.settingsRevision);
  const changed: Partial<OrgSettings> = {
    ...ifChanged(org, 'allowedGrantTypes', checkedGrantTypes(settings.allowedGrantTypes)),
    ...ifChanged(org, 'apiClientAllowlisting', settings.apiClientAllowlisting),
    ...ifChanged(org, 'approvalThreshold', checkedThreshold(settings.approvalThreshold)),
  };
  if (Object.keys(changed).length === 0) return null;
  return { type: 'OrgSettingsChanged', data: { ...changed, ...reason } };
}

/** Whether settings make a second person needed less often than now, or never: one person alone must not. */
export function loosensApproval(
  { settings: { approvalThreshold: now } }: OrgState,
  { approvalThreshold: next }: Partial<OrgSettings>,
): boolean {
  if (now === null || next === undefined) return false;
  return next === null || next > now;
}

function ifChanged<K extends keyof OrgSettings>(
  { settings }: OrgState,
  name: K,
  value: OrgSettings[K] | undefined,
): Partial<OrgSettings> {
  if (value === undefined || JSON.stringify(value) === JSON.stringify(settings[name])) return {};
  return { [name]: value };
}

function checkedGrantTypes(types: OrgSettings['allowedGrantTypes'] | undefined) {
  if (types === undefined) return undefined;
  if (!types.every((type) => GRANT_TYPES.includes(type))) throw new DomainError('INVALID_REQUEST');
  return GRANT_TYPES.filter((type) => types.includes(type));
}

function checkedThreshold(threshold: number | null | undefined) {
  if (threshold === undefined || threshold === null) return threshold;
  if (!Number.isSafeInteger(threshold) || threshold < 0)
    throw new DomainError(
      'INVALID_REQUEST',
      'The threshold for approval must be a whole number of at least 0.',
    );
  return threshold;
}
