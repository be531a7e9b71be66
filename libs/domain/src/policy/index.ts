export {
  isPermission,
  OWN_PERMISSIONS,
  PERMISSIONS,
  type Permission,
  type Role,
  ROLES,
} from './permissions.js';
export { isInRanges, isIpRange } from './ip-range.js';
export {
  isAllowlisted,
  isPermitted,
  type IssueAnswer,
  type IssueRequest,
  mayIssue,
} from './may-issue.decide.js';
