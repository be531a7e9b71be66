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

/** Id of the organisation that the first start creates. */
export const DEFAULT_ORG = 'default';
const ADMIN_USERNAME = 'admin';
const SERVICE_CLIENT_ID = 'rescind-service';
const ACTOR = { kind: 'system', id: 'bootstrap' } as const;

/**
 * What bootstrapping created, with the secrets to show to the operator. Secrets are shown once and stored nowhere in plain text.
 * `null`: there is nothing new to show.
 */
export interface Bootstrapped {
  readonly admin: { readonly username: string; readonly password: string } | null;
  readonly serviceClient: { readonly clientId: string; readonly clientSecret: string } | null;
}

/**
 * Creates the organisation `default`, an administrator and a service client, unless they exist. Several processes may do this at the
 * same time: the log accepts one registration of each. A later start grants the administrator the permissions that a newer version
 * added; see {@link offerNewPermissions}.
 */
export async function bootstrap(runtime: Runtime, config: BootstrapConfig): Promise<Bootstrapped> {
  await registerOrg(runtime);
  const admin = await registerAdmin(runtime);
  const serviceClient = await registerServiceClient(runtime, config);
  // Only now that everything exists: as long as the salts are stored, another start can finish a killed one with the same secrets.
  for (const credential of [...admin.made, ...serviceClient.made]) await forgetSalt(runtime, credential);
  await offerNewPermissions(runtime, { orgId: DEFAULT_ORG, username: ADMIN_USERNAME, actor: ACTOR });
  return { admin: admin.shown, serviceClient: serviceClient.shown };
}

/** The result of one step: what to show, and the credentials whose salt is deleted at the end. */
interface Made<T> {
  readonly shown: T;
  readonly made: readonly Credential[];
}

async function registerOrg(runtime: Runtime): Promise<void> {
  if (runtime.decisions.org(DEFAULT_ORG)?.registered === true) return;
  const key = await runtime.issuerKeys.create(DEFAULT_ORG);
  const issuer = issuerOf(runtime.publicUrl, DEFAULT_ORG);
  await unlessAlreadyDone('ORG_ALREADY_REGISTERED', () =>
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
  await unlessAlreadyDone('USER_ALREADY_REGISTERED', () =>
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
  await unlessAlreadyDone('APP_ALREADY_REGISTERED', () =>
    runtime.decisions.decide(DEFAULT_ORG, register, { actor: ACTOR }),
  );
  if (runtime.decisions.org(DEFAULT_ORG)?.apps.has(clientId) !== true)
    throw new Error(
      `The bootstrap client can't be registered: ${clientId} is already an app of another issuer. Set RESCIND_BOOTSTRAP_CLIENT_ID to another id.`,
    );
}

/** Member of a stored credential: the salt of its secret. It is there until bootstrapping is done. */
const SALT = 'bootstrapSalt';

/**
 * Derives a secret from its salt and the platform's keys. Processes that start at the same time get the same secret, and so does a
 * start that follows a killed one, so each of them may show it. A random secret could be overwritten by another process, or be lost
 * with the killed one.
 */
function secretFrom(runtime: Runtime, salt: string): string {
  return runtime.ring.derive(`bootstrap/${salt}`).toString('base64url');
}

/** The secret of a credential that still has its salt; `null` for any other credential. */
function unshownSecret(runtime: Runtime, { data }: Credential): string | null {
  const salt = data[SALT];
  return typeof salt === 'string' ? secretFrom(runtime, salt) : null;
}

/** Deletes the salt, so that the secret can't be derived again. */
async function forgetSalt(runtime: Runtime, credential: Credential): Promise<void> {
  const { [SALT]: salt, ...data } = credential.data;
  if (salt !== undefined) await runtime.storage.credentials.put({ ...credential, data });
}

/** Runs `act` and ignores a DomainError with this code: another process has done the same before. */
async function unlessAlreadyDone(code: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== code) throw error;
  }
}
