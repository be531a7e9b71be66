import { decideGrantRole, PERMISSIONS } from '#domain';
import type { Credential, Runtime } from '#platform';

/** Member of an administrator's credential: the permissions that this administrator was offered so far. */
const OFFERED = 'offeredPermissions';

/** The permissions that existed before credentials listed the offered ones. Must never change. */
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

/** For the credential of a new administrator, who gets all permissions at once: nothing is left to offer. */
export const ALL_OFFERED = { [OFFERED]: PERMISSIONS };

/** The administrator to offer permissions to, and the actor of the decision that grants them. */
export interface Administrator {
  readonly orgId: string;
  readonly username: string;
  readonly actor: { readonly kind: 'system'; readonly id: string };
}

/**
 * Grants the administrator whom the first start created the permissions that a newer version added. Each permission is offered once:
 * if somebody withdraws it later, the next start doesn't grant it again. An administrator who lacks an older permission gets nothing,
 * because somebody withdrew that one on purpose. Other administrators get nothing either; this one can grant them the permissions.
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
  // Comes after the grant: if the process is killed in between, the next start offers the permissions again.
  await credentials.put({ ...credential, data: { ...credential.data, ...ALL_OFFERED } });
}

function offeredTo({ data }: Credential): readonly string[] {
  return (data[OFFERED] as readonly string[] | undefined) ?? FIRST_PERMISSIONS;
}
