export { isPermission, PERMISSIONS, type Permission } from './permissions.js';
export { type IssueAnswer, type IssueRequest, mayIssue } from './may-issue.decide.js';
