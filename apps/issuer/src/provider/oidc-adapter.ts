import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider';
import { type OrgState, splitScope } from '#domain';
import { issuanceOf } from '../token-endpoint/issuance.js';
import { storedId } from '../organization/issuer-secrets.js';
import { asOAuthError } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { without } from '../without.js';
import type { OidcKey, OidcObject, StoredOidcObject } from '../storage/oidc-storage.port.js';
import { clientMetadataOf } from '../clients/client-metadata.js';

/** The library's storage of one model of one organisation. Clients are read from the organisation's fold. */
export function createOidcAdapter(org: OrgIssuer, model: string): Adapter {
  return model === 'Client' ? clientAdapter(org) : objectAdapter(org, model);
}

function clientAdapter(org: OrgIssuer): Adapter {
  const unsupported = () =>
    Promise.reject(new Error('The library may only find clients; they are registered by decisions.'));
  return {
    find: async (clientId) => {
      const known = clientIn(org.state(), clientId);
      if (known !== undefined) return known;
      // Another process may have registered it a moment ago.
      await org.catchUp();
      return clientIn(org.state(), clientId);
    },
    findByUid: unsupported,
    findByUserCode: unsupported,
    upsert: unsupported,
    consume: unsupported,
    destroy: unsupported,
    revokeByGrantId: unsupported,
  };
}

function clientIn(state: OrgState, clientId: string): AdapterPayload | undefined {
  const app = state.apps.get(clientId);
  return app === undefined ? undefined : clientMetadataOf(app);
}

function objectAdapter(org: OrgIssuer, model: string): Adapter {
  const { storage, orgId } = org;
  const keyOf = (id: string): OidcKey => ({ orgId, model, id: storedId(model, id) });
  const load = (stored: StoredOidcObject | null, id?: string): AdapterPayload | undefined =>
    // Leaves out whether it was consumed, so that the library doesn't refuse it on reading: which use is the first is decided atomically, in `consume`.
    stored === null ? undefined : { ...stored.payload, ...(id === undefined ? {} : { jti: id }) };

  return {
    async upsert(id, payload, expiresIn) {
      const object = toObject(model, id, payload, org.now(), expiresIn);
      if (model !== 'RefreshToken') return attempt(storage.upsert(keyOf(id), object));
      const stored = await attempt(storage.insertIfAbsent(keyOf(id), object));
      noteRefreshToken(keyOf(id), stored.payload);
    },
    find: async (id) => load(await attempt(storage.find(keyOf(id))), id),
    findByUid: async (uid) => load(await attempt(storage.findByUid(orgId, model, uid))),
    findByUserCode: async (code) => load(await attempt(storage.findByUserCode(orgId, model, code))),
    consume: async (id) => {
      await attempt(storage.consume(keyOf(id)));
    },
    destroy: (id) => attempt(storage.destroy(keyOf(id))),
    revokeByGrantId: (grantId) => attempt(storage.revokeByGrantId(orgId, grantId)),
  };
}

async function attempt<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asOAuthError(error);
  }
}

function toObject(
  model: string,
  id: string,
  payload: AdapterPayload,
  nowMs: number,
  expiresIn?: number,
): OidcObject {
  // Whoever knows the id may use the object, so only the digest of the id is stored, as its key.
  const rest = without(payload, 'jti');
  return {
    payload: model === 'Interaction' ? withoutSessionId(rest) : rest,
    grantId: model === 'Grant' ? id : text(payload['grantId']),
    uid: text(payload['uid']),
    userCode: text(payload['userCode']),
    expiresAtMs: expiresIn === undefined ? null : nowMs + expiresIn * 1000,
  };
}

/** An open interaction holds a copy of the session cookie's value. Nothing reads it, and whoever did could use the session. */
function withoutSessionId(payload: AdapterPayload): AdapterPayload {
  const { session } = payload;
  if (session === undefined) return payload;
  return { ...payload, session: without(session, 'cookie') };
}

function noteRefreshToken(key: OidcKey, payload: AdapterPayload): void {
  const { tokenId, clientId, accountId, scope, iat, exp, grantId, sessionUid } = payload;
  const grant = text(grantId);
  const session = text(sessionUid);
  issuanceOf(Provider.ctx).refresh = {
    key,
    tokenId: String(tokenId),
    clientId: String(clientId),
    sub: String(accountId),
    scopes: splitScope(text(scope)),
    iat: Number(iat),
    exp: Number(exp),
    ...(grant === null ? {} : { grantId: grant }),
    ...(session === null ? {} : { sessionId: session }),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
