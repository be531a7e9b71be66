import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problem, PROBLEM_MEDIA_TYPE, type ProblemCode } from '#contracts';
import { noteAddress } from '../http/caller-address.js';
import { isRetriable, TemporarilyUnavailableError } from '../organization/oauth.errors.js';
import type { IssuerHandler } from '../provider/build-provider.js';
import type { ProviderRegistry } from '../provider/provider-registry.js';

const WELL_KNOWN = '/.well-known/oauth-authorization-server';

/**
 * Mounts the issuers under `/o/{org}`. Fastify parses no request body in this scope, since the library reads the bodies itself. Links and
 * cookies are made from the public URL, never from the `Host` header.
 */
export function mountIssuers(fastify: FastifyInstance, registry: ProviderRegistry, publicUrl: string): void {
  const { protocol, host } = new URL(publicUrl);
  const forwarded = { proto: protocol.slice(0, -1), host };

  // Not awaited, since awaiting would start Fastify before Nest has finished setting it up.
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, parsed) => {
      parsed(null);
    });
    const answer =
      (path: (request: FastifyRequest, org: string) => string | null) =>
      async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
        const { org } = request.params as { org: string };
        const url = path(request, org);
        const handler = url === null ? null : await handlerOf(registry, org);
        if (url === null || handler === null)
          return refuse(reply, 'NOT_FOUND', 'There is no such organisation.');
        if (handler === 'unavailable')
          return refuse(reply, 'NOT_READY', 'The issuer is not ready; send the request again later.');
        reply.hijack();
        await pass(request, reply, handler, url, forwarded);
      };
    scope.all('/o/:org', answer(pathInIssuer));
    scope.all('/o/:org/*', answer(pathInIssuer));
    // RFC 8414 section 3.1 puts the well-known part between host and path.
    scope.get(
      `${WELL_KNOWN}/o/:org`,
      answer(() => WELL_KNOWN),
    );
    done();
  });
}

/** The URL relative to the issuer; `null` where the organisation isn't spelt exactly as its id is, such as with percent-encoding. */
function pathInIssuer(request: FastifyRequest, org: string): string | null {
  const prefix = `/o/${org}`;
  const { url = '' } = request.raw;
  if (!url.startsWith(prefix)) return null;
  const rest = url.slice(prefix.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

async function handlerOf(
  registry: ProviderRegistry,
  org: string,
): Promise<IssuerHandler | 'unavailable' | null> {
  try {
    return await registry.handlerOf(org);
  } catch (error) {
    if (error instanceof TemporarilyUnavailableError || isRetriable(error)) return 'unavailable';
    throw error;
  }
}

async function refuse(reply: FastifyReply, code: ProblemCode, detail: string): Promise<void> {
  const body = problem(code, { detail });
  if (body.status === 503) reply.header('retry-after', '1');
  await reply
    .status(body.status)
    .header('cache-control', 'no-store')
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(body));
}

async function pass(
  { raw, ip }: FastifyRequest,
  reply: FastifyReply,
  handler: IssuerHandler,
  url: string,
  forwarded: { proto: string; host: string },
): Promise<void> {
  raw.url = url;
  noteAddress(raw, ip);
  raw.headers.host = forwarded.host;
  raw.headers['x-forwarded-host'] = forwarded.host;
  raw.headers['x-forwarded-proto'] = forwarded.proto;
  await handler(raw, reply.raw);
}
