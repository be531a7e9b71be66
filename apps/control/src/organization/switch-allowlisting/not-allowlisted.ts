import { type SwitchAllowlistingPreview } from './switch-allowlisting.http.schema.js';
import { isAllowlisted, isBlocked, isForAdministration, type OrgState } from '#domain';

/** Largest number of ids in each list of an answer. */
const MAX_NAMED = 100;

/** Ids of the apps that the allowlist blocks, or would block if it were on, sorted. Apps that are blocked anyway aren't included. */
export interface NotAllowlisted {
  readonly apps: readonly string[];
  /** Those of the apps that may ask for permissions to administer the organisation. */
  readonly administrators: readonly string[];
}

/** No apps. */
export const NONE: NotAllowlisted = { apps: [], administrators: [] };

/** The apps that the allowlist blocks; none while it is off. */
export function blockedByAllowlist(org: OrgState): NotAllowlisted {
  return org.settings.apiClientAllowlisting ? notAllowlisted(org) : NONE;
}

/** The apps that the allowlist blocks, or would block if it were on. */
export function notAllowlisted(org: OrgState): NotAllowlisted {
  const on = { ...org, settings: { ...org.settings, apiClientAllowlisting: true } };
  const off = [...org.apps.values()].filter(
    (app) => !isAllowlisted(on, app) && !isBlocked(org.revocations, app.clientId),
  );
  return { apps: idsOf(off), administrators: idsOf(off.filter(isForAdministration)) };
}

/** Converts the apps to their HTTP form, with a limited number of ids. */
export function notAllowlistedResource({ apps, administrators }: NotAllowlisted): SwitchAllowlistingPreview {
  return {
    revoked_apps: apps.length,
    revoked_client_ids: apps.slice(0, MAX_NAMED),
    administrators_blocked: administrators.slice(0, MAX_NAMED),
  };
}

function idsOf(apps: readonly { readonly clientId: string }[]): readonly string[] {
  return apps.map(({ clientId }) => clientId).sort();
}
