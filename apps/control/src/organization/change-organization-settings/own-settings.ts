import {
  type ChangeOrgSettings,
  decideChangeOrgSettings,
  loosensApproval,
  type OrgSettingsChanged,
  type OrgState,
} from '#domain';
import { ProblemException } from '#platform';

/** A change loosens the approval threshold, so that fewer commands need a second person, and nobody has approved it. */
export class UnapprovedLooseningError extends Error {
  override readonly name = 'UnapprovedLooseningError';
}

/**
 * Decides a change that an organisation makes to its own settings. It can't change `apiClientAllowlisting`, which is the platform
 * operator's, but it may name the current value.
 * @throws DomainError as `decideChangeOrgSettings`, ProblemException `FORBIDDEN`, {@link UnapprovedLooseningError}
 */
export function decideOwnSettings(
  org: OrgState,
  change: ChangeOrgSettings,
  isApproved: boolean,
): OrgSettingsChanged | null {
  const changed = decideChangeOrgSettings(org, change);
  if (changed?.data.apiClientAllowlisting !== undefined)
    throw new ProblemException('FORBIDDEN', {
      detail:
        'Only the operator of the platform can change api_client_allowlisting. Ask the operator to switch it.',
    });
  if (!isApproved && loosensApproval(org, change.settings)) throw new UnapprovedLooseningError();
  return changed;
}
