import { type AuditEntry } from '../audit-entry.schema.js';
import { type AuditExportQuery } from './export-audit.http.schema.js';
import { csvRecord } from './csv.js';

/** How entries become lines of a file. */
export interface AuditFormat {
  readonly mediaType: string;
  /** Text before the first entry. */
  readonly head: string;
  readonly line: (entry: AuditEntry) => string;
}

const COLUMNS: readonly (readonly [string, (entry: AuditEntry) => string | null])[] = [
  ['id', ({ id }) => id],
  ['type', ({ type }) => type],
  ['actor_kind', ({ actor }) => actor.kind],
  ['actor_id', ({ actor }) => actor.id],
  ['reason', ({ reason }) => reason],
  ['time', ({ time }) => time],
  ['recorded_at', ({ recorded_at }) => recorded_at],
  ['position', ({ position }) => position],
  ['subject_kind', ({ subject }) => subject.kind],
  ['subject_id', ({ subject }) => subject.id],
  ['client_id', ({ client_id }) => client_id],
  ['user_id', ({ user_id }) => user_id],
  ['summary', ({ summary }) => summary],
  ['outcome', ({ outcome }) => outcome],
  ['outcome_code', ({ outcome_code }) => outcome_code],
];

/** The formats of an export. */
export const AUDIT_FORMATS: Readonly<Record<AuditExportQuery['format'], AuditFormat>> = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: csvRecord(COLUMNS.map(([name]) => name)),
    line: (entry) => csvRecord(COLUMNS.map(([, cell]) => cell(entry))),
  },
  ndjson: {
    mediaType: 'application/x-ndjson; charset=utf-8',
    head: '',
    line: (entry) => `${JSON.stringify(entry)}\n`,
  },
};
