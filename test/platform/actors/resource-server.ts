import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import {
  createValidator,
  feedSource,
  type IssuerOptions,
  RefusedTokenError,
  type Validator,
  type ValidatorOptions,
} from '#validator';
import type { Platform } from '../processes/platform.js';
import { until } from '../until.js';

/** A resource server that asks the SDK about every call. */
export interface ResourceServer {
  readonly url: string;
  readonly edgeId: string;
  readonly validator: Validator;
  /** Calls it with a token. */
  call(token: string): Promise<{ status: number; reason: string | null }>;
  /** Waits until it accepts a token. */
  accepts(token: string): Promise<void>;
  /** Waits until it refuses a token, for that reason. */
  refuses(token: string, reason: string): Promise<void>;
  close(): Promise<void>;
}

/** What it does otherwise than others. */
export interface ResourceServerOptions extends Pick<ValidatorOptions, 'whenStale'> {
  /** Issuers that it accepts beside the organisation's own. */
  readonly others?: readonly IssuerOptions[];
}

/** Registers an edge and serves one resource behind it. */
export async function startResourceServer(
  platform: Platform,
  name = 'resource server',
  { others = [], ...options }: ResourceServerOptions = {},
): Promise<ResourceServer> {
  const { body } = await platform.api.post('/edges', { name });
  const edgeId = String(body['edge_id']);
  const validator = createValidator({
    issuers: [
      {
        issuer: platform.issuer,
        jwksUri: `${platform.issuer}/jwks`,
        audience: platform.url,
        algorithms: ['RS256'],
        own: true,
      },
      ...others,
    ],
    source: feedSource({
      url: platform.url,
      orgId: platform.issuer.split('/').at(-1) ?? '',
      edgeId,
      edgeSecret: String(body['edge_secret']),
    }),
    ...options,
  });
  const server: Server = createServer((request, response) => {
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    validator.verify(token).then(
      () => response.writeHead(200).end('{"orders":[]}'),
      (error: unknown) => {
        if (!(error instanceof RefusedTokenError)) throw error;
        response.writeHead(error.status, { 'rescind-reason': error.rescindReason }).end();
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const url = `http://127.0.0.1:${String(port)}`;
  await until('the edge is ready', () => validator.status().ready && !validator.status().stale);
  const call: ResourceServer['call'] = async (token) => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    await response.arrayBuffer();
    return { status: response.status, reason: response.headers.get('rescind-reason') };
  };
  return {
    url,
    edgeId,
    validator,
    call,
    async accepts(token) {
      await until('the token is accepted', async () => (await call(token)).status === 200);
    },
    async refuses(token, reason) {
      await until(`the token is refused: ${reason}`, async () => (await call(token)).reason === reason);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await validator.close();
    },
  };
}
