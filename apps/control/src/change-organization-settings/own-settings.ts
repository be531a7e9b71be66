import {
  type ChangeOrgSettings,
  decideChangeOrgSettings,
  type OrgSettingsChanged,
  type OrgState,
} from '#domain';
import { ProblemException } from '#platform';

/**
 * Changes settings, but for the one that is the platform operator's: that may be named as it is.
 * @throws DomainError as `decideChangeOrgSettings`, ProblemException `FORBIDDEN`
 */
export function decideOwnSettings(org: OrgState, change: ChangeOrgSettings): OrgSettingsChanged | null {
  const changed = decideChangeOrgSettings(org, change);
  if (changed?.data.apiClientAllowlisting === undefined) return changed;
  throw new ProblemException('FORBIDDEN', {
    detail: 'api_client_allowlisting is switched by the operator of the platform only: ask there.',
  });
}
