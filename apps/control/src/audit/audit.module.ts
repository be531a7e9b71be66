import { Module } from '@nestjs/common';
import { ExportAuditHttpController } from './export-audit/export-audit.http.controller.js';
import { ListAuditHttpController } from './list-audit/list-audit.http.controller.js';

/** The audit log: every decision can be searched and exported. */
@Module({
  controllers: [ExportAuditHttpController, ListAuditHttpController],
})
export class AuditModule {}
