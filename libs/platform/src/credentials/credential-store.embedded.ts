import { type EmbeddedDatabase, EmbeddedDatabaseError, type SqlRow, type SqlStatement } from '#embedded';
import { aliasTaken, storeUnavailable } from './credential-store.errors.js';
import type { Credential, CredentialKind, CredentialStore } from './credential-store.port.js';

const SCHEMA = [
  `CREATE TABLE IF NOT EXISTS credentials (
     kind TEXT NOT NULL, id TEXT NOT NULL, org TEXT, alias TEXT, data TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID`,
  `CREATE UNIQUE INDEX IF NOT EXISTS credentials_alias ON credentials (kind, org, alias) WHERE alias IS NOT NULL`,
  `CREATE INDEX IF NOT EXISTS credentials_org ON credentials (kind, org, id)`,
];
const COLUMNS = 'kind, id, org, alias, data';
const INSERT = `INSERT INTO credentials (${COLUMNS}) VALUES (?, ?, ?, ?, ?)`;
const REPLACE = `${INSERT} ON CONFLICT (kind, id) DO UPDATE SET org = excluded.org, alias = excluded.alias, data = excluded.data`;

/** Credentials in the embedded database. The caller opened the database, and closes it. */
export function createEmbeddedCredentials(database: EmbeddedDatabase): CredentialStore {
  return new EmbeddedCredentials(database);
}

class EmbeddedCredentials implements CredentialStore {
  readonly description: string;

  constructor(private readonly database: EmbeddedDatabase) {
    this.description = `credentials in ${database.file}`;
  }

  async open(): Promise<void> {
    await this.write(SCHEMA.map((sql) => ({ sql })));
  }

  async putIfAbsent(credential: Credential): Promise<Credential> {
    await this.write([{ sql: `${INSERT} ON CONFLICT DO NOTHING`, params: toParams(credential) }]);
    const { kind, id, orgId, alias } = credential;
    const byAlias = alias === null || orgId === null ? null : await this.findByAlias(kind, orgId, alias);
    return byAlias ?? (await this.get(kind, id)) ?? credential;
  }

  async put(credential: Credential): Promise<void> {
    try {
      await this.write([{ sql: REPLACE, params: toParams(credential) }]);
    } catch (error) {
      const { kind, id, orgId, alias } = credential;
      const holder = alias === null || orgId === null ? null : await this.findByAlias(kind, orgId, alias);
      throw holder === null || holder.id === id ? error : aliasTaken();
    }
  }

  get(kind: CredentialKind, id: string): Promise<Credential | null> {
    return this.first(`SELECT ${COLUMNS} FROM credentials WHERE kind = ? AND id = ?`, [kind, id]);
  }

  findByAlias(kind: CredentialKind, orgId: string, alias: string): Promise<Credential | null> {
    return this.first(`SELECT ${COLUMNS} FROM credentials WHERE kind = ? AND org = ? AND alias = ?`, [
      kind,
      orgId,
      alias,
    ]);
  }

  async list(kind: CredentialKind, orgId: string | null): Promise<readonly Credential[]> {
    const sql = `SELECT ${COLUMNS} FROM credentials WHERE kind = ? AND org IS ? ORDER BY id`;
    return (await this.read(sql, [kind, orgId])).map(toCredential);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async first(sql: string, params: (string | null)[]): Promise<Credential | null> {
    const [row] = await this.read(sql, params);
    return row === undefined ? null : toCredential(row);
  }

  private async read(sql: string, params: (string | null)[]): Promise<readonly SqlRow[]> {
    return this.database.query(sql, params).catch(rethrow);
  }

  private async write(statements: readonly SqlStatement[]): Promise<void> {
    await this.database.transaction(statements).catch(rethrow);
  }
}

function rethrow(error: unknown): never {
  throw error instanceof EmbeddedDatabaseError ? storeUnavailable(error) : error;
}

function toParams(credential: Credential): (string | null)[] {
  return [
    credential.kind,
    credential.id,
    credential.orgId,
    credential.alias,
    JSON.stringify(credential.data),
  ];
}

function toCredential(row: SqlRow): Credential {
  return {
    kind: row['kind'] as CredentialKind,
    id: String(row['id']),
    orgId: row['org'] === null ? null : String(row['org']),
    alias: row['alias'] === null ? null : String(row['alias']),
    data: JSON.parse(String(row['data'])) as Record<string, unknown>,
  };
}
