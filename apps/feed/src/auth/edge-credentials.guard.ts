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

/** Told apart from every hash, so that an unknown edge costs what a known one costs. */
const NO_HASH = 'x'.repeat(43);

/** How long a credential that was right is not read again, ms. Retirement is in the fold and counts at once. */
const REMEMBERED_MS = 30_000;
const MAX_REMEMBERED = 10_000;

interface Remembered {
  readonly secretHash: string;
  readonly orgIds: readonly string[];
  readonly untilMs: number;
}

/**
 * HTTP Basic with `edge_id:edge_secret` (RFC 7617). The credential names the organisations that the edge may ask about; any
 * other one doesn't exist for it. A retired edge is refused from the next request on.
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
    // Its credential is genuine: it was registered just now, through another process.
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
    // Each edge asks for the head every second: the store must not be asked as often.
    const wasRight = known !== undefined && this.runtime.ring.verifySecret(secret, known.secretHash);
    if (!wasRight) return { edgeId, orgIds: await this.readStore(edgeId, secret, now) };
    if (now >= known.untilMs) this.readAgain(edgeId, secret, known, now);
    return { edgeId, orgIds: known.orgIds };
  }

  /** Nobody waits for it: while the store is away, what was right still is. Secrets don't change, and retirement is in the fold. */
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
    const genuine = this.runtime.ring.verifySecret(secret, secretHash ?? NO_HASH);
    if (!genuine || secretHash === undefined || orgIds === undefined) throw unauthenticated();
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
