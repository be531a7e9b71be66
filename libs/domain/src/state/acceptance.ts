import type { DomainErrorCode } from '../checks/domain.errors.js';

/*
 * Whether a decision is accepted where it stands in the log. The fold of the organisation asks these functions, and so do the read
 * models about the revisions that their documents hold: both come to the same answer, because it depends on the log alone.
 */

/**
 * Whether a change is outdated: an accepted change of the same subject stands in the log after what its writer had seen. Of two
 * writers who saw the same revision, the first one in the log wins.
 *
 * @param basedOn offset that the writer had seen; `null`: the writer doesn't care.
 * @param revision offset of the last accepted fact about the subject.
 */
export function isOutdated(basedOn: number | null, revision: number): boolean {
  return basedOn !== null && revision > basedOn;
}

/** Why a change of a user or an edge is rejected; `null`: it is accepted. */
export function changeRejection(
  subject: { readonly revision: number } | undefined,
  notFound: DomainErrorCode,
  basedOn: number | null,
): DomainErrorCode | null {
  if (subject === undefined) return notFound;
  return isOutdated(basedOn, subject.revision) ? 'REVISION_MISMATCH' : null;
}

/** The revisions of an app's parts, which are changed independently of each other. */
export interface AppRevisions {
  readonly settingsRevision: number;
  readonly policyRevision: number;
}

/**
 * Why a change of an app is rejected; `null`: it is accepted. Only a new registration or policy replaces what its writer saw;
 * installing and preauthorizing add to it, and are never outdated.
 *
 * @param app `undefined`: it isn't registered.
 */
export function appChangeRejection(
  app: AppRevisions | undefined,
  type:
    | 'AppSettingsChanged'
    | 'AppPolicyChanged'
    | 'AppInstalled'
    | 'AppUninstalled'
    | 'UserPreauthorized'
    | 'UserPreauthorizationWithdrawn',
  basedOn: number | null,
): DomainErrorCode | null {
  if (app === undefined) return 'APP_NOT_FOUND';
  switch (type) {
    case 'AppSettingsChanged':
      return isOutdated(basedOn, app.settingsRevision) ? 'REVISION_MISMATCH' : null;
    case 'AppPolicyChanged':
      return isOutdated(basedOn, app.policyRevision) ? 'REVISION_MISMATCH' : null;
    case 'AppInstalled':
    case 'AppUninstalled':
    case 'UserPreauthorized':
    case 'UserPreauthorizationWithdrawn':
      return null;
  }
}
