import { type PasswordHash, type Runtime, verifyPassword } from '#platform';
import type { IssuerPorts, RevocationIndex } from './issuer.ports.js';
import { SignInLimiter } from './sign-in-limiter.js';

/** Compared with where there is no such client, so that the answer takes equally long. */
const NO_HASH = 'x'.repeat(43);

/** The issuer's ports on a process's runtime. */
export function createIssuerPorts(runtime: Runtime, revocationIndex?: RevocationIndex): IssuerPorts {
  const { credentials } = runtime.storage;
  const limiter = new SignInLimiter();
  return {
    orgs: {
      catchUp: oncePerInterval((orgId) => runtime.decisions.catchUp(orgId), runtime.ambient.monotonic),
      readToEnd: (orgId) => runtime.decisions.catchUp(orgId),
      org: (orgId) => runtime.decisions.org(orgId),
      positionOf: (orgId) => runtime.decisions.positionOf(orgId),
      ageMs: (orgId) => {
        const knownAsOf = runtime.decisions.knownAsOf(orgId);
        return knownAsOf === null ? null : runtime.ambient.monotonic() - knownAsOf;
      },
    },
    decisions: {
      decide: (orgId, decider, { actor, idempotencyKey }) =>
        runtime.decisions.decide(orgId, decider, {
          actor,
          priority: 'normal',
          ...(idempotencyKey === undefined ? {} : { factId: idempotencyKey }),
        }),
    },
    usage: runtime.usage,
    signingKeys: runtime.issuerKeys,
    clients: {
      async verifySecret(clientId, secret) {
        const stored = await credentials.get('client', clientId);
        const { secretHash } = (stored?.data ?? {}) as { secretHash?: string };
        return runtime.ring.verifySecret(secret, secretHash ?? NO_HASH);
      },
    },
    users: {
      async verifyPassword(orgId, username, password) {
        const stored = await credentials.findByAlias('user', orgId, username);
        const hash = (stored?.data as { password?: PasswordHash } | undefined)?.password ?? null;
        // The password is checked for a locked name, too, so that nobody can tell from the time whether a name is locked.
        const mayTry = await limiter.mayTry(orgId, username);
        const genuine = (await verifyPassword(password, hash)) && mayTry;
        await limiter.note(orgId, username, genuine);
        return genuine && stored !== null ? { userId: stored.id, name: username } : null;
      },
      async displayName(orgId, userId) {
        const stored = await credentials.get('user', userId);
        const { username } = (stored?.orgId === orgId ? stored.data : {}) as { username?: string };
        return username ?? null;
      },
    },
    log: runtime.logger,
    ...(revocationIndex === undefined ? {} : { revocationIndex }),
  };
}

/** How long one catching up answers everybody who asks, ms: requests with made-up client ids must not each read the log. */
const CATCH_UP_INTERVAL_MS = 100;

function oncePerInterval(
  look: (orgId: string) => Promise<void>,
  monotonic: () => number,
): (orgId: string) => Promise<void> {
  const looks = new Map<string, { readonly startedAt: number; readonly done: Promise<void> }>();
  return (orgId) => {
    const last = looks.get(orgId);
    if (last !== undefined && monotonic() - last.startedAt < CATCH_UP_INTERVAL_MS) return last.done;
    const done = look(orgId).catch(() => undefined);
    looks.set(orgId, { startedAt: monotonic(), done });
    return done;
  };
}
