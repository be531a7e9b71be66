import { Get, Query, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { type AuditExportQuery, AuditExportQuerySchema } from './export-audit.http.schema.js';
import type { AuditDoc } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { listAudit, type Page } from '#read-models';
import { PositionTokens } from '#decision-log';
import { QueryController } from '../../http/controller.decorator.js';
import { auditEntry, auditFilter } from '../audit-entry.js';
import { DescribeDownload } from '../../http/describe.decorator.js';
import { AUDIT_FORMATS, type AuditFormat } from './audit-lines.js';

/** Entries per page. An export holds about one page in memory at a time. */
const PAGE = 500;

@QueryController('audit')
export class ExportAuditHttpController {
  constructor(
    private readonly runtime: Runtime,
    private readonly positions: PositionTokens,
  ) {}

  @Get('export')
  @RequirePermission('audit:read')
  @DescribeDownload(
    'Every decision, as a file without pages: CSV (RFC 4180) or NDJSON',
    AuditExportQuerySchema,
    ['text/csv', 'application/x-ndjson'],
  )
  async export(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(AuditExportQuerySchema)) { format, ...filters }: AuditExportQuery,
  ): Promise<StreamableFile> {
    const { readModels } = this.runtime.storage;
    const read = (after?: string): Promise<Page<AuditDoc>> =>
      listAudit(readModels, orgId, { ...auditFilter(filters), limit: PAGE, after });
    // The first page is read before the answer begins: if the storage is unavailable, the caller gets a problem document and not a file
    // that ends early.
    const first = await read();
    const { mediaType } = AUDIT_FORMATS[format];
    const day = new Date(this.runtime.ambient.now()).toISOString().slice(0, 10);
    return new StreamableFile(
      Readable.from(this.pages(first, read, AUDIT_FORMATS[format]), { highWaterMark: 1 }),
      {
        type: mediaType,
        disposition: `attachment; filename="audit-${day}.${format}"`,
      },
    );
  }

  /** Yields the text of one page after the other. A page is read only when the text of the page before it has been consumed. */
  private async *pages(
    first: Page<AuditDoc>,
    read: (after: string) => Promise<Page<AuditDoc>>,
    { head, line }: AuditFormat,
  ): AsyncGenerator<string> {
    if (head !== '') yield head;
    for (let page = first; ; page = await read(page.next)) {
      const text = page.items.map(({ doc }) => line(auditEntry(doc, this.positions))).join('');
      if (text !== '') yield text;
      if (page.next === undefined) return;
    }
  }
}
