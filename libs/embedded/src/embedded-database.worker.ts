// Runs in its own thread: from dist as JavaScript, and in tests as this file, whose types Node strips. Therefore it uses only types that
// can be stripped, and imports at run time nothing but Node's own modules.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { SqlResult, SqlRow, SqlStatement, SqlValue } from './embedded-database.port.js';
import type {
  Outcome,
  SqlFailure,
  WorkerReply,
  WorkerRequest,
  WorkerSettings,
} from './embedded-database.protocol.js';

interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

const MAX_PREPARED = 256;
/** SQLITE_IOERR, the primary code. After a COMMIT with this code it is unknown whether the data reached the disk. */
const IO_ERROR = 10;
/** Statements that would end the transaction of the whole group. */
const TRANSACTION_CONTROL =
  /^\s*(begin|commit|end|rollback|savepoint|release)\b|\b(or|conflict)\s+rollback\b|\braise\s*\(\s*rollback\b/i;

const settings = workerData as WorkerSettings;
const prepared = new Map<string, Prepared>();
let database: DatabaseSync;
let readOnly = false;

function openDatabase(): DatabaseSync {
  const opened = new DatabaseSync(settings.file, { timeout: settings.busyTimeoutMs });
  try {
    // Set before the first access, which then locks the file until it is closed.
    opened.exec('PRAGMA locking_mode = EXCLUSIVE');
    opened.exec('PRAGMA journal_mode = WAL');
    opened.exec('PRAGMA synchronous = FULL');
    opened.exec('PRAGMA temp_store = MEMORY');
    // Inserts touch pages all over the indexes. SQLite's default cache of 2 MB would read them from the file again and again.
    opened.exec('PRAGMA cache_size = -65536');
    // Checkpoints are rarer than SQLite's default of every 4 MB, so that a page that is written often goes into the file once.
    opened.exec('PRAGMA wal_autocheckpoint = 8192');
    opened.exec('BEGIN IMMEDIATE');
    opened.prepare('SELECT count(*) FROM sqlite_schema').get();
    opened.exec('COMMIT');
    return opened;
  } catch (error) {
    opened.close();
    throw error;
  }
}

function prepare(sql: string): Prepared {
  const known = prepared.get(sql);
  if (known !== undefined) {
    prepared.delete(sql);
    prepared.set(sql, known);
    return known;
  }
  if (TRANSACTION_CONTROL.test(sql)) throw new Error('statements that begin or end transactions are refused');
  const statement = database.prepare(sql);
  // SQLite compiles only the first statement of a text, and ignores the rest without an error.
  if (sql.slice(statement.sourceSQL.length).trim() !== '')
    throw new Error('more than one statement in one text');
  const made: Prepared = { statement, returnsRows: statement.columns().length > 0 };
  prepared.set(sql, made);
  const [oldest] = prepared.keys();
  if (prepared.size > MAX_PREPARED && oldest !== undefined) prepared.delete(oldest);
  return made;
}

/** Whole numbers are bound as INTEGER; SQLite's binding would make every JavaScript number a REAL. */
function bind(value: SqlValue): SqlValue {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

function run({ sql, params = [] }: SqlStatement): SqlResult {
  const { statement, returnsRows } = prepare(sql);
  const bound = params.map(bind);
  if (!returnsRows) return { rows: [], changes: Number(statement.run(...bound).changes) };
  const before = totalChanges();
  const rows = statement.all(...bound) as SqlRow[];
  return { rows, changes: totalChanges() - before };
}

function totalChanges(): number {
  return Number(prepare('SELECT total_changes() AS n').statement.get()?.['n']);
}

function setReadOnly(wanted: boolean): void {
  if (readOnly === wanted) return;
  database.exec(`PRAGMA query_only = ${wanted ? 'ON' : 'OFF'}`);
  readOnly = wanted;
}

function query(sql: string, params: readonly SqlValue[]): Outcome<readonly SqlRow[]> {
  return attempt(() => {
    setReadOnly(true);
    return run({ sql, params }).rows;
  });
}

/** One BEGIN and COMMIT for the whole group, a savepoint for each transaction in it. */
function commit(group: readonly (readonly SqlStatement[])[]): WorkerReply {
  let outcomes: Outcome<readonly SqlResult[]>[] = [];
  let committing = false;
  try {
    setReadOnly(false);
    database.exec('BEGIN IMMEDIATE');
    for (const statements of group) outcomes.push(runTransaction(statements));
    committing = true;
    database.exec('COMMIT');
    return { kind: 'committed', outcomes };
  } catch (error) {
    const failure = failureOf(error);
    if (committing && failure.resultCode !== null && (failure.resultCode & 0xff) === IO_ERROR) {
      return { kind: 'lost', failure };
    }
    if (database.isTransaction) database.exec('ROLLBACK');
    outcomes = group.map((_, index) => {
      const outcome = outcomes[index];
      return outcome !== undefined && !outcome.ok ? outcome : { ok: false, failure };
    });
    return { kind: 'committed', outcomes };
  }
}

/** @throws what broke the whole group: SQLite rolls everything back by itself where it has no room left, and the like. */
function runTransaction(statements: readonly SqlStatement[]): Outcome<readonly SqlResult[]> {
  database.exec('SAVEPOINT one');
  try {
    const results = statements.map(run);
    database.exec('RELEASE one');
    return { ok: true, value: results };
  } catch (error) {
    if (!database.isTransaction) throw error;
    database.exec('ROLLBACK TO one');
    database.exec('RELEASE one');
    return { ok: false, failure: failureOf(error) };
  }
}

function closeDatabase(): Outcome<null> {
  return attempt(() => {
    prepared.clear();
    try {
      setReadOnly(false);
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      database.close();
    }
    return null;
  });
}

function attempt<T>(action: () => T): Outcome<T> {
  try {
    return { ok: true, value: action() };
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
}

function failureOf(error: unknown): SqlFailure {
  if (!(error instanceof Error)) return { message: String(error), resultCode: null };
  const resultCode = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null;
  return { message: error.message, resultCode };
}

function serve(port: MessagePort): void {
  const reply = (message: WorkerReply) => {
    port.postMessage(message);
  };
  const opened = attempt(() => {
    database = openDatabase();
    return null;
  });
  reply({ kind: 'opened', outcome: opened });
  if (!opened.ok) return;

  port.on('message', (request: WorkerRequest) => {
    switch (request.kind) {
      case 'query':
        reply({ kind: 'answer', id: request.id, outcome: query(request.sql, request.params) });
        return;
      case 'commit': {
        const done = commit(request.group);
        reply(done);
        if (done.kind === 'lost') port.close();
        return;
      }
      case 'close':
        reply({ kind: 'closed', outcome: closeDatabase() });
        port.close();
        return;
    }
  });
}

if (parentPort !== null) serve(parentPort);
