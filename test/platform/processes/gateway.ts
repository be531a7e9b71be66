import { createServer, request as forward, type Server } from 'node:http';
import { once } from 'node:events';
import { pipeline } from 'node:stream';

/** Sends requests on by path prefix, as `deploy/gateway/nginx.conf` does. */
export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a gateway; `route` answers where a path goes. */
export async function startGateway(port: number, route: (path: string) => string): Promise<Gateway> {
  const server: Server = createServer((request, response) => {
    const target = new URL(route(request.url ?? '/'));
    const { hostname, port: targetPort } = target;
    const { method, url: path, headers } = request;
    const upstream = forward(
      { hostname, port: targetPort, method, path, headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        // An answer that is cut here is cut there.
        pipeline(answer, response, () => undefined);
      },
    );
    upstream.on('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
