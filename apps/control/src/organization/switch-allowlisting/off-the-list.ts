import { type SwitchAllowlistingPreview } from './switch-allowlisting.http.schema.js';
import { isAllowlisted, isBlocked, isForAdministration, type OrgState } from '#domain';

/** Ids that an answer names at most, of each kind. */
const NAMED = 100;

/** Ids of registered apps that get nothing with the allowlist on, and aren't blocked anyway; in order. */
export interface OffTheList {
  readonly apps: readonly string[];
  /** Those of them that somebody administers the organisation with. */
  readonly administrators: readonly string[];
}

/** What nothing happens to. */
export const NONE: OffTheList = { apps: [], administrators: [] };

/** Whom the allowlist blocks: nobody while it is off. */
export function blockedByList(org: OrgState): OffTheList {
  return org.settings.apiClientAllowlisting ? offTheList(org) : NONE;
}

/** Whom the allowlist blocks, or would if it were on. */
export function offTheList(org: OrgState): OffTheList {
  const on = { ...org, settings: { ...org.settings, apiClientAllowlisting: true } };
  const off = [...org.apps.values()].filter(
    (app) => !isAllowlisted(on, app) && !isBlocked(org.revocations, app.clientId),
  );
  return { apps: idsOf(off), administrators: idsOf(off.filter(isForAdministration)) };
}

/** As it is answered. */
export function offTheListResource({ apps, administrators }: OffTheList): SwitchAllowlistingPreview {
  return {
    revoked_apps: apps.length,
    revoked_client_ids: apps.slice(0, NAMED),
    administrators_blocked: administrators.slice(0, NAMED),
  };
}

function idsOf(apps: readonly { readonly clientId: string }[]): readonly string[] {
  return apps.map(({ clientId }) => clientId).sort();
}
