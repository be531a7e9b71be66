import { decideGrantRole, PERMISSIONS } from '#domain';
import type { Credential, Runtime } from '#platform';

/** Member of an administrator's credential: the permissions that were offered so far. */
const OFFERED = 'offeredPermissions';

/** What there was before it was written down what is offered. Never changes. */
const FIRST_PERMISSIONS: readonly string[] = [
  'usage:read',
  'tokens:revoke',
  'tokens:introspect',
  'apps:manage',
  'apps:install',
  'apps:block',
  'apps:policy',
  'apps:preauthorize',
  'users:manage',
  'keys:rotate',
  'edges:manage',
  'audit:read',
  'platform:operate',
];

/** What a new administrator's credential says of it: there is nothing to offer later. */
export const ALL_OFFERED = { [OFFERED]: PERMISSIONS };

/** Where the administrator is found, and who offers. */
export interface Administrator {
  readonly orgId: string;
  readonly username: string;
  readonly actor: { readonly kind: 'system'; readonly id: string };
}

/**
 * Gives the administrator that the first start made the permissions that came with a newer version, each of them once. An
 * administrator who lacks any of the older ones was curtailed by somebody, and gets nothing; a newer one that is withdrawn later is
 * not given again by the next start. Nobody else gets anything: other administrators are given it by this one.
 */
export async function offerNewPermissions(
  runtime: Runtime,
  { orgId, username, actor }: Administrator,
): Promise<void> {
  const { credentials } = runtime.storage;
  const credential = await credentials.findByAlias('user', orgId, username);
  if (credential === null) return;
  const offered = offeredTo(credential);
  const fresh = PERMISSIONS.filter((permission) => !offered.includes(permission));
  if (fresh.length === 0) return;
  const userId = credential.id;
  const reason = 'These permissions are new.';
  await runtime.decisions.catchUp(orgId);
  const held = runtime.decisions.org(orgId)?.users.get(userId)?.permissions;
  if (held !== undefined && offered.every((permission) => held.has(permission)))
    await runtime.decisions.decide(
      orgId,
      (org) => decideGrantRole(org, { userId, permissions: fresh, reason }),
      { actor },
    );
  // After the grant: a start that is killed in between offers them again.
  await credentials.put({ ...credential, data: { ...credential.data, ...ALL_OFFERED } });
}

function offeredTo({ data }: Credential): readonly string[] {
  return (data[OFFERED] as readonly string[] | undefined) ?? FIRST_PERMISSIONS;
}
