import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { parseBasic } from '#contracts';
import { CredentialStoreError, ProblemException, Runtime } from '#platform';

/** The edge that calls, and the organisation it asks about. */
export interface EdgeCaller {
  readonly edgeId: string;
  readonly orgId: string;
}

interface WithEdge {
  edge?: EdgeCaller;
}

/** The caller, as {@link EdgeCredentialsGuard} found it. */
export const Edge = createParamDecorator((_data: unknown, context: ExecutionContext): EdgeCaller => {
  const { edge } = context.switchToHttp().getRequest<WithEdge>();
  if (edge === undefined) throw unauthenticated();
  return edge;
});

/** No secret has this hash. Unknown edges are compared with it, so that they take as long as known ones. */
const NO_HASH = 'x'.repeat(43);

/** How long a verified credential isn't read from the store again, ms. A retired edge is refused at once: that is in the fold. */
const REMEMBERED_MS = 30_000;
const MAX_REMEMBERED = 10_000;

interface Remembered {
  readonly secretHash: string;
  readonly orgIds: readonly string[];
  readonly untilMs: number;
}

/**
 * Authenticates an edge by HTTP Basic with `edge_id:edge_secret` (RFC 7617). The credential names the organisations that the edge may ask
 * about; any other is answered as if it didn't exist. A retired edge is refused from the next request on.
 */
@Injectable()
export class EdgeCredentialsGuard implements CanActivate {
  private readonly remembered = new Map<string, Remembered>();

  constructor(private readonly runtime: Runtime) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & WithEdge>();
    const { edgeId, orgIds } = await this.authenticate(request.headers.authorization);
    const orgId = orgAskedFor(request) ?? (orgIds.length === 1 ? orgIds[0] : undefined);
    if (orgId === undefined) {
      throw new ProblemException('INVALID_REQUEST', { detail: 'Name the organisation: ?org=…' });
    }
    if (!orgIds.includes(orgId))
      throw new ProblemException('ORG_NOT_FOUND', { detail: 'There is no such organisation.' });
    const edgeOf = () => this.runtime.decisions.org(orgId)?.edges.get(edgeId);
    // The credential is valid, so the edge was registered: just now and through another process, whose decision isn't folded here yet.
    if (edgeOf() === undefined) await this.runtime.decisions.catchUp(orgId);
    if (edgeOf()?.retiredAtMs !== null) throw unauthenticated();
    request.edge = { edgeId, orgId };
    return true;
  }

  private async authenticate(
    authorization: string | undefined,
  ): Promise<{ edgeId: string; orgIds: readonly string[] }> {
    const credentials = parseBasic(authorization);
    if (credentials === null) throw unauthenticated();
    const { user: edgeId, password: secret } = credentials;
    const known = this.remembered.get(edgeId);
    const now = this.runtime.ambient.monotonic();
    // Every edge asks for the head each second. The store isn't asked as often.
    const isRemembered = known !== undefined && this.runtime.ring.verifySecret(secret, known.secretHash);
    if (!isRemembered) return { edgeId, orgIds: await this.readStore(edgeId, secret, now) };
    if (now >= known.untilMs) this.readAgain(edgeId, secret, known, now);
    return { edgeId, orgIds: known.orgIds };
  }

  /** Reads the credential again in the background. While the store is away, the remembered one stays valid: secrets never change. */
  private readAgain(edgeId: string, secret: string, known: Remembered, now: number): void {
    this.remembered.set(edgeId, { ...known, untilMs: now + REMEMBERED_MS });
    this.readStore(edgeId, secret, now).catch((error: unknown) => {
      if (!(error instanceof CredentialStoreError)) this.remembered.delete(edgeId);
    });
  }

  private async readStore(edgeId: string, secret: string, now: number): Promise<readonly string[]> {
    const stored = edgeId === '' ? null : await this.runtime.storage.credentials.get('edge', edgeId);
    const { secretHash, orgIds } = (stored?.data ?? {}) as {
      secretHash?: string;
      orgIds?: readonly string[];
    };
    const isRight = this.runtime.ring.verifySecret(secret, secretHash ?? NO_HASH);
    if (!isRight || secretHash === undefined || orgIds === undefined) throw unauthenticated();
    this.remembered.delete(edgeId);
    this.remembered.set(edgeId, { secretHash, orgIds, untilMs: now + REMEMBERED_MS });
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > MAX_REMEMBERED && oldest !== undefined) this.remembered.delete(oldest);
    return orgIds;
  }
}

function orgAskedFor(request: FastifyRequest): string | undefined {
  const { org } = request.query as { org?: unknown };
  if (typeof org === 'string') return org;
  const { orgId } = (request.body ?? {}) as { orgId?: unknown };
  return typeof orgId === 'string' ? orgId : undefined;
}

function unauthenticated(): ProblemException {
  return new ProblemException('UNAUTHENTICATED', {
    detail: 'The feed needs an edge credential: Authorization: Basic edge_id:edge_secret.',
    headers: { 'www-authenticate': 'Basic realm="rescind-feed", charset="UTF-8"' },
  });
}
