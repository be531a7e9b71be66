import {
  type ChangeOrgSettings,
  decideChangeOrgSettings,
  loosensApproval,
  type OrgSettingsChanged,
  type OrgState,
} from '#domain';
import { ProblemException } from '#platform';

/** A change makes a second person needed less often, and nobody has approved it. */
export class UnapprovedLooseningError extends Error {
  override readonly name = 'UnapprovedLooseningError';
}

/**
 * Changes settings, but for the one that is the platform operator's: that may be named as it is.
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
      detail: 'api_client_allowlisting is switched by the operator of the platform only: ask there.',
    });
  if (!isApproved && loosensApproval(org, change.settings)) throw new UnapprovedLooseningError();
  return changed;
}
