import { type OidcAdapter, Provider } from 'oidc-provider';
import type { OrgState } from '#domain';
import { issuanceOf } from '../token-endpoint/issuance.js';
import { storedId } from '../organization/issuer-secrets.js';
import { asOAuthError } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { splitScope } from '../clients/split-scope.js';
import { without } from '../without.js';
import type { OidcKey, OidcObject, StoredOidcObject } from '../storage/oidc-storage.port.js';
import { clientMetadataOf } from '../clients/client-metadata.js';

type Payload = Record<string, unknown>;

/** The library's storage of one model of one organisation. Clients come from the organisation's fold. */
export function createOidcAdapter(org: OrgIssuer, model: string): OidcAdapter {
  return model === 'Client' ? clientAdapter(org) : objectAdapter(org, model);
}

function clientAdapter(org: OrgIssuer): OidcAdapter {
  const unsupported = () => Promise.reject(new Error('Clients are registered by decisions only.'));
  return {
    find: async (clientId) => {
      const known = clientIn(org.state(), clientId);
      if (known !== undefined) return known;
      // It may have been registered a moment ago, by a process that is ahead of this one.
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

function clientIn(state: OrgState, clientId: string): Payload | undefined {
  const app = state.apps.get(clientId);
  return app === undefined ? undefined : clientMetadataOf(app);
}

function objectAdapter(org: OrgIssuer, model: string): OidcAdapter {
  const { storage, orgId } = org;
  const keyOf = (id: string): OidcKey => ({ orgId, model, id: storedId(model, id) });
  const load = (stored: StoredOidcObject | null, id?: string): Payload | undefined =>
    // Whether it was consumed is left out: the first use is decided atomically when it is consumed, not when it is read.
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
  payload: Payload,
  nowMs: number,
  expiresIn?: number,
): OidcObject {
  // The id is what lets its holder in: only its digest is stored, as the key.
  const rest = without(payload, 'jti');
  return {
    payload: model === 'Interaction' ? withoutSessionId(rest) : rest,
    grantId: model === 'Grant' ? id : text(payload['grantId']),
    uid: text(payload['uid']),
    userCode: text(payload['userCode']),
    expiresAtMs: expiresIn === undefined ? null : nowMs + expiresIn * 1000,
  };
}

/** An open interaction carries a copy of its session's id, which nothing reads. */
function withoutSessionId(payload: Payload): Payload {
  const { session } = payload;
  if (typeof session !== 'object' || session === null || !('cookie' in session)) return payload;
  return { ...payload, session: without(session, 'cookie') };
}

function noteRefreshToken(key: OidcKey, payload: Payload): void {
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
