import type { EmbeddedDatabase, SqlRow, SqlValue } from '#embedded';
import { withStorageErrors } from './oidc-storage.errors.js';
import type { Consumption, OidcKey, OidcObject, OidcStorage, StoredOidcObject } from './oidc-storage.port.js';

const SCHEMA = [
  `CREATE TABLE IF NOT EXISTS oidc_objects (
     org TEXT NOT NULL, model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grant_id TEXT, uid TEXT,
     user_code TEXT, expires_at INTEGER, consumed_at INTEGER, PRIMARY KEY (org, model, id)) STRICT, WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS oidc_objects_grant ON oidc_objects (org, grant_id) WHERE grant_id IS NOT NULL',
  'CREATE INDEX IF NOT EXISTS oidc_objects_uid ON oidc_objects (org, model, uid) WHERE uid IS NOT NULL',
  'CREATE INDEX IF NOT EXISTS oidc_objects_user_code ON oidc_objects (org, model, user_code) WHERE user_code IS NOT NULL',
  'CREATE INDEX IF NOT EXISTS oidc_objects_expiry ON oidc_objects (expires_at) WHERE expires_at IS NOT NULL',
];
const COLUMNS = 'org, model, id, payload, grant_id, uid, user_code, expires_at';
const ONE = 'org = ? AND model = ? AND id = ?';
const BY_UID = 'org = ? AND model = ? AND uid = ?';
const ALIVE = '(expires_at IS NULL OR expires_at > ?)';

/** OIDC storage in the embedded database. `now`: epoch ms. */
export function createEmbeddedOidcStorage(
  database: EmbeddedDatabase,
  now: () => number = Date.now,
): OidcStorage {
  const run = async (sql: string, params: SqlValue[]) => {
    const [result] = await database.transaction([{ sql, params }]);
    return result ?? { rows: [], changes: 0 };
  };
  const list = async (where: string, params: SqlValue[]): Promise<readonly StoredOidcObject[]> => {
    const sql = `SELECT payload, consumed_at FROM oidc_objects WHERE ${where} AND ${ALIVE}`;
    return (await database.query(sql, [...params, now()])).map(toStored);
  };
  const first = async (where: string, params: SqlValue[]) => (await list(where, params))[0] ?? null;

  return withStorageErrors({
    description: `OIDC storage in ${database.file}`,
    async open() {
      await database.transaction(SCHEMA.map((sql) => ({ sql })));
    },
    async upsert(key, object) {
      await run(
        `INSERT INTO oidc_objects (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
           user_code = excluded.user_code, expires_at = excluded.expires_at`,
        toParams(key, object),
      );
    },
    async insertIfAbsent(key, object) {
      const insert = `INSERT INTO oidc_objects (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
      const read = `SELECT payload, consumed_at FROM oidc_objects WHERE ${ONE}`;
      const [, found] = await database.transaction([
        { sql: insert, params: toParams(key, object) },
        { sql: read, params: ids(key) },
      ]);
      const row = found?.rows[0];
      return row === undefined ? { payload: object.payload, consumedAtMs: null } : toStored(row);
    },
    async replace(key, object) {
      const changes = 'payload = ?, grant_id = ?, uid = ?, user_code = ?, expires_at = ?';
      const [, , , ...values] = toParams(key, object);
      const sql = `UPDATE oidc_objects SET ${changes} WHERE ${ONE}`;
      return (await run(sql, [...values, ...ids(key)])).changes === 1;
    },
    find: (key) => first(ONE, ids(key)),
    findByUid: (orgId, model, uid) => first(BY_UID, [orgId, model, uid]),
    listByUid: (orgId, model, uid) => list(BY_UID, [orgId, model, uid]),
    findByUserCode: (orgId, model, code) =>
      first('org = ? AND model = ? AND user_code = ?', [orgId, model, code]),
    async consume(key): Promise<Consumption | null> {
      const time = now();
      const [used, found] = await database.transaction([
        {
          sql: `UPDATE oidc_objects SET consumed_at = ? WHERE ${ONE} AND consumed_at IS NULL`,
          params: [time, ...ids(key)],
        },
        { sql: `SELECT consumed_at FROM oidc_objects WHERE ${ONE}`, params: ids(key) },
      ]);
      const row = found?.rows[0];
      return row === undefined
        ? null
        : { first: used?.changes === 1, consumedAtMs: Number(row['consumed_at']) };
    },
    async release(key, consumedAtMs) {
      await run(`UPDATE oidc_objects SET consumed_at = NULL WHERE ${ONE} AND consumed_at = ?`, [
        ...ids(key),
        consumedAtMs,
      ]);
    },
    async destroy(key) {
      await run(`DELETE FROM oidc_objects WHERE ${ONE}`, ids(key));
    },
    async revokeByGrantId(orgId, grantId) {
      await run('DELETE FROM oidc_objects WHERE org = ? AND grant_id = ?', [orgId, grantId]);
    },
    async removeExpired(atMost) {
      const chosen =
        'SELECT org, model, id FROM oidc_objects WHERE expires_at <= ? ORDER BY expires_at LIMIT ?';
      const result = await run(`DELETE FROM oidc_objects WHERE (org, model, id) IN (${chosen})`, [
        now(),
        atMost,
      ]);
      return result.changes;
    },
  });
}

function ids(key: OidcKey): SqlValue[] {
  return [key.orgId, key.model, key.id];
}

function toParams(key: OidcKey, object: OidcObject): SqlValue[] {
  const { payload, grantId, uid, userCode, expiresAtMs } = object;
  return [...ids(key), JSON.stringify(payload), grantId, uid, userCode, expiresAtMs];
}

function toStored(row: SqlRow): StoredOidcObject {
  const consumedAt = row['consumed_at'];
  return {
    payload: JSON.parse(String(row['payload'])) as Record<string, unknown>,
    consumedAtMs:
      typeof consumedAt === 'number' || typeof consumedAt === 'bigint' ? Number(consumedAt) : null,
  };
}
