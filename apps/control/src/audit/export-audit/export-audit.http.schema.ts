import { z } from 'zod';
import { filters } from '../audit-filters.schema.js';

/** Query of `GET /audit/export`. */
export const AuditExportQuerySchema = z.strictObject({
  /** `csv`: RFC 4180; `ndjson`: an entry as `GET /audit` has it on each line. */
  format: z.enum(['csv', 'ndjson']),
  ...filters,
});
/** {@link AuditExportQuerySchema} */
export type AuditExportQuery = z.output<typeof AuditExportQuerySchema>;
