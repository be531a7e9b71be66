import {
  decideGrantRole,
  decideRegisterApp,
  decideRegisterOrg,
  decideRegisterUser,
  DomainError,
  PERMISSIONS,
  type OrgState,
} from '#domain';
import {
  type BootstrapConfig,
  type Credential,
  hashPassword,
  issuerOf,
  newSecret,
  type Runtime,
} from '#platform';
import { ALL_OFFERED, offerNewPermissions } from './offer-new-permissions.js';

/** The organisation that the first start makes. */
export const DEFAULT_ORG = 'default';
const ADMIN_USERNAME = 'admin';
const SERVICE_CLIENT_ID = 'rescind-service';
const ACTOR = { kind: 'system', id: 'bootstrap' } as const;

/** What the first start made; secrets are shown once and kept nowhere in plain text. */
export interface Bootstrapped {
  readonly admin: { readonly username: string; readonly password: string } | null;
  readonly serviceClient: { readonly clientId: string; readonly clientSecret: string } | null;
}

/**
 * Makes the organisation `default`, an administrator and a service client, where they don't exist yet. Several processes may
 * do it at once: the log lets one of each through. A later start gives that administrator the permissions that came with a newer
 * version; see {@link offerNewPermissions}.
 */
export async function bootstrap(runtime: Runtime, config: BootstrapConfig): Promise<Bootstrapped> {
  await registerOrg(runtime);
  const admin = await registerAdmin(runtime);
  const serviceClient = await registerServiceClient(runtime, config);
  // Last of all: until then, a start that was killed can be finished by the next one, with the same secrets.
  for (const credential of [...admin.made, ...serviceClient.made]) await forgetSalt(runtime, credential);
  await offerNewPermissions(runtime, { orgId: DEFAULT_ORG, username: ADMIN_USERNAME, actor: ACTOR });
  return { admin: admin.shown, serviceClient: serviceClient.shown };
}

/** What is to be shown, and the credentials that lead to it as long as they hold a salt. */
interface Made<T> {
  readonly shown: T;
  readonly made: readonly Credential[];
}

async function registerOrg(runtime: Runtime): Promise<void> {
  if (runtime.decisions.org(DEFAULT_ORG)?.registered === true) return;
  const key = await runtime.issuerKeys.create(DEFAULT_ORG);
  const issuer = issuerOf(runtime.publicUrl, DEFAULT_ORG);
  await unlessThere('ORG_ALREADY_REGISTERED', () =>
    runtime.decisions.decide(DEFAULT_ORG, (org) => decideRegisterOrg(org, { name: 'Default', issuer, key }), {
      actor: ACTOR,
    }),
  );
}

async function registerAdmin(runtime: Runtime): Promise<Made<Bootstrapped['admin']>> {
  const { credentials } = runtime.storage;
  const known = await credentials.findByAlias('user', DEFAULT_ORG, ADMIN_USERNAME);
  const stored = known ?? (await credentials.putIfAbsent(await newAdmin(runtime)));
  const password = unshownSecret(runtime, stored);
  if (password === null) return { shown: null, made: [] };
  const { id: userId } = stored;
  const register = (org: OrgState) => decideRegisterUser(org, { userId });
  await unlessThere('USER_ALREADY_REGISTERED', () =>
    runtime.decisions.decide(DEFAULT_ORG, register, { actor: ACTOR }),
  );
  const grant = (org: OrgState) => decideGrantRole(org, { userId, permissions: [...PERMISSIONS] });
  await runtime.decisions.decide(DEFAULT_ORG, grant, { actor: ACTOR });
  return { shown: { username: ADMIN_USERNAME, password }, made: [stored] };
}

async function newAdmin(runtime: Runtime): Promise<Credential> {
  const salt = newSecret();
  const password = await hashPassword(secretFrom(runtime, salt));
  const data = { username: ADMIN_USERNAME, password, ...ALL_OFFERED, [SALT]: salt };
  return {
    kind: 'user',
    id: `user_${runtime.ambient.newId()}`,
    orgId: DEFAULT_ORG,
    alias: ADMIN_USERNAME,
    data,
  };
}

async function registerServiceClient(
  runtime: Runtime,
  config: BootstrapConfig,
): Promise<Made<Bootstrapped['serviceClient']>> {
  const { credentials } = runtime.storage;
  const clientId = config.RESCIND_BOOTSTRAP_CLIENT_ID ?? SERVICE_CLIENT_ID;
  const isNew = runtime.decisions.org(DEFAULT_ORG)?.apps.has(clientId) !== true;
  const preset = config.RESCIND_BOOTSTRAP_CLIENT_SECRET;
  const stored =
    preset === undefined ? await putNewClient(runtime, clientId) : clientOf(runtime, clientId, preset);
  if (preset !== undefined) await credentials.put(stored);
  const clientSecret = preset ?? unshownSecret(runtime, stored);
  if (isNew)
    await registerClientApp(runtime, clientId, config.RESCIND_BOOTSTRAP_SCOPES ?? PERMISSIONS.join(' '));
  const isShown = clientSecret !== null && (preset === undefined || isNew);
  return { shown: isShown ? { clientId, clientSecret } : null, made: [stored] };
}

function putNewClient(runtime: Runtime, clientId: string): Promise<Credential> {
  const salt = newSecret();
  const { data, ...credential } = clientOf(runtime, clientId, secretFrom(runtime, salt));
  return runtime.storage.credentials.putIfAbsent({ ...credential, data: { ...data, [SALT]: salt } });
}

function clientOf(runtime: Runtime, id: string, secret: string): Credential {
  return {
    kind: 'client',
    id,
    orgId: DEFAULT_ORG,
    alias: null,
    data: { secretHash: runtime.ring.hashSecret(secret) },
  };
}

async function registerClientApp(runtime: Runtime, clientId: string, scope: string): Promise<void> {
  const metadata = {
    client_name: 'Service client',
    grant_types: ['client_credentials'],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
    scope,
  } as const;
  const register = (org: OrgState) =>
    decideRegisterApp(org, { clientId, metadata, callerScopes: new Set<string>(PERMISSIONS) });
  await unlessThere('APP_ALREADY_REGISTERED', () =>
    runtime.decisions.decide(DEFAULT_ORG, register, { actor: ACTOR }),
  );
  if (runtime.decisions.org(DEFAULT_ORG)?.apps.has(clientId) !== true)
    throw new Error(`The bootstrap client ${clientId} is an app of another issuer: choose another id.`);
}

/** Member of a credential whose secret nobody was shown yet. */
const SALT = 'bootstrapSalt';

/**
 * The secret of a salt. Processes that start at once, and one that starts again after it was killed half-way, come to the same one
 * and may all show it: a random one would be overwritten by the others, or be lost.
 */
function secretFrom(runtime: Runtime, salt: string): string {
  return runtime.ring.derive(`bootstrap/${salt}`).toString('base64url');
}

/** The secret of a credential that bootstrapping made and has not shown; `null` of any other. */
function unshownSecret(runtime: Runtime, { data }: Credential): string | null {
  const salt = data[SALT];
  return typeof salt === 'string' ? secretFrom(runtime, salt) : null;
}

/** From here on nothing leads back to the secret. */
async function forgetSalt(runtime: Runtime, credential: Credential): Promise<void> {
  const { [SALT]: salt, ...data } = credential.data;
  if (salt !== undefined) await runtime.storage.credentials.put({ ...credential, data });
}

/** Another process that was quicker has done the same. */
async function unlessThere(code: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== code) throw error;
  }
}
