export {
  type ChangeOrgSettings,
  decideChangeOrgSettings,
  loosensApproval,
} from './change-organization-settings.decide.js';
export { decideRegisterOrg, type RegisterOrg } from './register-organization.decide.js';
