import { Module } from '@nestjs/common';
import { ChangeOrganizationSettingsHandler } from './change-organization-settings/change-organization-settings.handler.js';
import { ChangeOrganizationSettingsHttpController } from './change-organization-settings/change-organization-settings.http.controller.js';
import { ChangeOrganizationSettingsOperation } from './change-organization-settings/change-organization-settings.operation.js';
import { SettingsChanges } from './change-organization-settings/settings-changes.js';
import { GetOrganizationSettingsHttpController } from './get-organization-settings/get-organization-settings.http.controller.js';
import { RegisterOrganizationHandler } from './register-organization/register-organization.handler.js';
import { RegisterOrganizationHttpController } from './register-organization/register-organization.http.controller.js';
import { RevokeOrgTokensHandler } from './revoke-org-tokens/revoke-org-tokens.handler.js';
import { RevokeOrgTokensHttpController } from './revoke-org-tokens/revoke-org-tokens.http.controller.js';
import { RevokeOrgTokensOperation } from './revoke-org-tokens/revoke-org-tokens.operation.js';
import { SwitchAllowlistingHandler } from './switch-allowlisting/switch-allowlisting.handler.js';
import { SwitchAllowlistingHttpController } from './switch-allowlisting/switch-allowlisting.http.controller.js';

/** The organisation itself: registration, settings, and the revocation of everything that it issued. */
@Module({
  controllers: [
    ChangeOrganizationSettingsHttpController,
    GetOrganizationSettingsHttpController,
    RegisterOrganizationHttpController,
    RevokeOrgTokensHttpController,
    SwitchAllowlistingHttpController,
  ],
  providers: [
    ChangeOrganizationSettingsHandler,
    ChangeOrganizationSettingsOperation,
    RegisterOrganizationHandler,
    RevokeOrgTokensHandler,
    RevokeOrgTokensOperation,
    SettingsChanges,
    SwitchAllowlistingHandler,
  ],
})
export class OrganizationModule {}
