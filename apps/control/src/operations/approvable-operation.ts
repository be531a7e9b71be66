import {
  ChangeOrganizationSettingsRequestSchema,
  orgSettingsOf,
} from '../organization/change-organization-settings/change-organization-settings.http.schema.js';
import type { ChangeOrgSettings, Permission } from '#domain';
import { z } from 'zod';
import { type BulkOperation, bodyOf, nameOf, readOperation } from './bulk-operation.js';

/** What may have to wait for a second person: a bulk command, or a change of the organisation's settings. */
export type ApprovableOperation = BulkOperation | ChangeOrgSettings;

/** An operation as an approval's facts hold it: `METHOD /path`, and its body as JSON text. */
export interface WrittenOperation {
  readonly operation: string;
  readonly request: string;
}

const SETTINGS = 'PATCH /organization/settings';
/** The body, and in place of `If-Match` the revision that it is about. */
const SettingsChangeSchema = ChangeOrganizationSettingsRequestSchema.extend({ revision: z.int() });

/** Whether an operation changes the organisation's settings. */
export function isSettingsChange(operation: ApprovableOperation): operation is ChangeOrgSettings {
  return 'settings' in operation;
}

/** The permission that an operation needs, of whoever asks for it and whoever approves it. */
export function permissionOf(operation: ApprovableOperation): Permission {
  if (isSettingsChange(operation)) return 'settings:manage';
  switch (operation.target.type) {
    case 'app':
    case 'user':
    case 'user-app':
    case 'organization':
    case 'selection':
      return 'tokens:revoke';
    case 'block':
      return 'apps:block';
    case 'uninstall':
      return 'apps:install';
    case 'keys':
      return 'keys:rotate';
  }
}

/** Writes an operation down. */
export function writeOperation(operation: ApprovableOperation): WrittenOperation {
  if (!isSettingsChange(operation)) return { operation: nameOf(operation), request: bodyOf(operation) };
  const { settings, basedOn, reason } = operation;
  const request = {
    allowed_grant_types: settings.allowedGrantTypes,
    approval_threshold: settings.approvalThreshold,
    reason,
    revision: basedOn,
  };
  return { operation: SETTINGS, request: JSON.stringify(request) };
}

/** Reads back what {@link writeOperation} wrote. @throws RangeError for any other text */
export function readWritten({ operation, request }: WrittenOperation): ApprovableOperation {
  if (operation !== SETTINGS) return readOperation(operation, request);
  const { revision, reason, ...settings } = SettingsChangeSchema.parse(JSON.parse(request));
  return { settings: orgSettingsOf(settings), basedOn: revision, reason };
}
