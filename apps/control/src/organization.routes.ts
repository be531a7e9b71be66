import { AnnounceSessionEndHandler } from './announce-session-end/announce-session-end.handler.js';
import { AnnounceSessionEndHttpController } from './announce-session-end/announce-session-end.http.controller.js';
import { CancelSessionEndHandler } from './cancel-session-end/cancel-session-end.handler.js';
import { CancelSessionEndHttpController } from './cancel-session-end/cancel-session-end.http.controller.js';
import { ChangeGroupHandler } from './change-group/change-group.handler.js';
import { ChangeGroupHttpController } from './change-group/change-group.http.controller.js';
import { ChangeOrganizationSettingsHandler } from './change-organization-settings/change-organization-settings.handler.js';
import { ChangeOrganizationSettingsHttpController } from './change-organization-settings/change-organization-settings.http.controller.js';
import { SettingsChanges } from './change-organization-settings/settings-changes.js';
import { GetGroupHttpController } from './get-group/get-group.http.controller.js';
import { GetOrganizationSettingsHttpController } from './get-organization-settings/get-organization-settings.http.controller.js';
import { GetSessionEndHttpController } from './get-session-end/get-session-end.http.controller.js';
import { GetUserHttpController } from './get-user/get-user.http.controller.js';
import { GrantPermissionsHandler } from './grant-permissions/grant-permissions.handler.js';
import { GrantPermissionsHttpController } from './grant-permissions/grant-permissions.http.controller.js';
import { ListGroupsHttpController } from './list-groups/list-groups.http.controller.js';
import { ListRolesHttpController } from './list-roles/list-roles.http.controller.js';
import { RegisterOrganizationHandler } from './register-organization/register-organization.handler.js';
import { RegisterOrganizationHttpController } from './register-organization/register-organization.http.controller.js';
import { RegisterUserHandler } from './register-user/register-user.handler.js';
import { RegisterUserHttpController } from './register-user/register-user.http.controller.js';
import { SwitchAllowlistingHandler } from './switch-allowlisting/switch-allowlisting.handler.js';
import { SwitchAllowlistingHttpController } from './switch-allowlisting/switch-allowlisting.http.controller.js';
import { WithdrawPermissionsHandler } from './withdraw-permissions/withdraw-permissions.handler.js';
import { WithdrawPermissionsHttpController } from './withdraw-permissions/withdraw-permissions.http.controller.js';

/** Routes about an organisation: its users, groups, settings, and the announced end of its sessions. */
export const ORGANIZATION_CONTROLLERS = [
  AnnounceSessionEndHttpController,
  CancelSessionEndHttpController,
  ChangeGroupHttpController,
  ChangeOrganizationSettingsHttpController,
  GetGroupHttpController,
  GetOrganizationSettingsHttpController,
  GetSessionEndHttpController,
  GetUserHttpController,
  GrantPermissionsHttpController,
  ListGroupsHttpController,
  ListRolesHttpController,
  RegisterOrganizationHttpController,
  RegisterUserHttpController,
  SwitchAllowlistingHttpController,
  WithdrawPermissionsHttpController,
];

/** What carries out the commands of {@link ORGANIZATION_CONTROLLERS}. */
export const ORGANIZATION_HANDLERS = [
  AnnounceSessionEndHandler,
  CancelSessionEndHandler,
  ChangeGroupHandler,
  ChangeOrganizationSettingsHandler,
  GrantPermissionsHandler,
  RegisterOrganizationHandler,
  RegisterUserHandler,
  SettingsChanges,
  SwitchAllowlistingHandler,
  WithdrawPermissionsHandler,
];
