import type { Runtime } from '#platform';

/** The sign-in names of users, by user id; `null` if there is none, or it was erased. */
export async function namesOf(
  runtime: Runtime,
  orgId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const ids = [...new Set(userIds)];
  const stored = await Promise.all(ids.map((id) => runtime.storage.credentials.get('user', id)));
  return new Map(
    ids.map((id, index) => {
      const credential = stored[index];
      const { username } = (credential?.orgId === orgId ? credential.data : {}) as { username?: string };
      return [id, username ?? null];
    }),
  );
}
