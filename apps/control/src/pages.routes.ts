import { ExportAuditHttpController } from './export-audit/export-audit.http.controller.js';
import { ListAppsHttpController } from './list-apps/list-apps.http.controller.js';
import { ListAuditHttpController } from './list-audit/list-audit.http.controller.js';

/** Lists that are answered from the read models alone: the apps, and the audit. */
export const PAGES_CONTROLLERS = [ListAppsHttpController, ListAuditHttpController, ExportAuditHttpController];
