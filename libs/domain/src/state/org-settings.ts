import type { OrgSettings } from '../facts/governance-decisions.js';

/** The settings of an organisation that changed none. */
export const DEFAULT_ORG_SETTINGS: OrgSettings = {
  allowedGrantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
  apiClientAllowlisting: false,
  approvalThreshold: null,
};
