import { type ClientMetadata, decideBlockApp, type OrgSettings } from '#domain';
import { givenPolicy, givenSettings, givenUninstalled } from './governance.js';
import type { IssuerHarness, TestApp } from './issuer.harness.js';
import { SIGN_IN_APP } from './sign-in.js';

/** Metadata of an app that may do everything but ask for passwords. */
export const VERSATILE_APP = {
  ...SIGN_IN_APP,
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
} as const satisfies Partial<ClientMetadata>;

/** Brings an app, or its organisation, into a state in which the policy denies something. */
export type Given = (app: TestApp) => Promise<void>;

/** The states that specs about the policy share. */
export function statesOf(harness: () => IssuerHarness) {
  const blocked: Given = ({ clientId }) =>
    harness().decide((org) => decideBlockApp(org, { clientId, blockId: clientId }));
  const uninstalled: Given = (app) => givenUninstalled(harness(), app);
  const allowlisting: Given = () => givenSettings(harness(), { apiClientAllowlisting: true });
  const elsewhereOnly: Given = (app) => givenPolicy(harness(), app, { ipRanges: ['203.0.113.0/24'] });
  const chosenUsersOnly: Given = (app) =>
    givenPolicy(harness(), app, { permittedUsers: 'preauthorized-users' });
  const allowing =
    (...allowedGrantTypes: OrgSettings['allowedGrantTypes']): Given =>
    () =>
      givenSettings(harness(), { allowedGrantTypes });
  return { blocked, uninstalled, allowlisting, elsewhereOnly, chosenUsersOnly, allowing };
}
