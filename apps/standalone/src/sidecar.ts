import { decideRegisterEdge, DomainError } from '#domain';
import { DEFAULT_ORG } from '#apps/control';
import type { Runtime } from '#platform';
import { createValidator, feedSource, type Validator } from '#validator';

const EDGE_ID = 'edge_standalone';

/** The sidecar in the standalone process: an edge like any other, which gets the feed over HTTP. */
export function createSidecar(runtime: Runtime, url: string, edgeSecret: string): Validator {
  const issuer = `${runtime.publicUrl}/o/${DEFAULT_ORG}`;
  const validator = createValidator({
    issuers: [
      {
        issuer,
        jwksUri: `${url}/o/${DEFAULT_ORG}/jwks`,
        audience: runtime.defaultResource,
        algorithms: ['RS256'],
        own: true,
      },
    ],
    source: feedSource({ url, orgId: DEFAULT_ORG, edgeId: EDGE_ID, edgeSecret }),
  });
  runtime.readiness.addLate('sidecar', () => {
    const { ready, stale, reason } = validator.status();
    return ready && !stale
      ? null
      : `The sidecar has no up-to-date snapshot from the feed yet${reason === undefined ? '.' : ` (${reason}).`}`;
  });
  return validator;
}

/** Registers the sidecar as an edge. Its secret is new at each start, and only this process knows it. */
export async function registerSidecar(runtime: Runtime, edgeSecret: string): Promise<void> {
  const data = { secretHash: runtime.ring.hashSecret(edgeSecret), orgIds: [DEFAULT_ORG] };
  await runtime.storage.credentials.put({ kind: 'edge', id: EDGE_ID, orgId: DEFAULT_ORG, alias: null, data });
  const actor = { kind: 'system', id: 'standalone' } as const;
  try {
    await runtime.decisions.decide(
      DEFAULT_ORG,
      (org) => decideRegisterEdge(org, { edgeId: EDGE_ID, name: 'standalone sidecar' }),
      {
        actor,
      },
    );
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'EDGE_ALREADY_REGISTERED') throw error;
  }
}
