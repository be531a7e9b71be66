import { EmbeddedDatabaseError, type EmbeddedDatabaseErrorCode } from './embedded-database.errors.js';
import type { SqlFailure } from './embedded-database.protocol.js';

/** Primary result codes, https://www.sqlite.org/rescode.html. */
const CODES: ReadonlyMap<number, EmbeddedDatabaseErrorCode> = new Map([
  [3, 'DATABASE_UNAVAILABLE'], // PERM
  [5, 'DATABASE_IN_USE'], // BUSY
  [6, 'DATABASE_IN_USE'], // LOCKED
  [7, 'DATABASE_UNAVAILABLE'], // NOMEM
  [10, 'DATABASE_UNAVAILABLE'], // IOERR
  [11, 'DATABASE_CORRUPT'], // CORRUPT
  [13, 'DATABASE_FULL'], // FULL
  [14, 'DATABASE_UNAVAILABLE'], // CANTOPEN
  [26, 'DATABASE_CORRUPT'], // NOTADB
]);

/** The error for a failure of SQLite. @param otherwise the code where SQLite's own code doesn't decide. */
export function errorOf(
  failure: SqlFailure,
  file: string,
  otherwise: 'STATEMENT_FAILED' | 'DATABASE_UNAVAILABLE',
): EmbeddedDatabaseError {
  const code = (failure.resultCode === null ? undefined : CODES.get(failure.resultCode & 0xff)) ?? otherwise;
  const retriable = code !== 'STATEMENT_FAILED' && code !== 'DATABASE_CORRUPT';
  return new EmbeddedDatabaseError(code, messageOf(code, file, failure), retriable, {
    cause: causeOf(failure),
  });
}

function messageOf(code: EmbeddedDatabaseErrorCode, file: string, failure: SqlFailure): string {
  switch (code) {
    case 'DATABASE_IN_USE':
      return `${file} is in use by another process; one process owns it at a time`;
    case 'DATABASE_CORRUPT':
      return `${file} is not a database, or is damaged (${failure.message})`;
    case 'DATABASE_FULL':
      return `no room left to write ${file}`;
    case 'STATEMENT_FAILED':
      return `statement failed: ${failure.message}`;
    case 'DATABASE_CLOSED':
    case 'DATABASE_UNAVAILABLE':
    case 'TRANSACTION_OUTCOME_UNKNOWN':
      return `${file} cannot be used: ${failure.message}`;
  }
}

/** SQLite's own message and code, as the cause of the error. */
export function causeOf({ message, resultCode }: SqlFailure): Error {
  return resultCode === null ? new Error(message) : new Error(`${message} (SQLite ${String(resultCode)})`);
}
