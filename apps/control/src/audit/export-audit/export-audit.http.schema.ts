import { z } from 'zod';
import { filters } from '../audit-filters.schema.js';

/** Query of `GET /audit/export`. */
export const AuditExportQuerySchema = z.strictObject({
  /** `csv`: RFC 4180; `ndjson`: on each line an entry, in the form of `GET /audit`. */
  format: z.enum(['csv', 'ndjson']),
  ...filters,
});
/** {@link AuditExportQuerySchema} */
export type AuditExportQuery = z.output<typeof AuditExportQuerySchema>;
