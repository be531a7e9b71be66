// A resource server that refuses revoked tokens within milliseconds. Run it beside `npm start`:
//   RESCIND_URL=http://127.0.0.1:4000 RESCIND_EDGE_ID=… RESCIND_EDGE_SECRET=… node examples/resource-server/server.ts
import { createServer } from 'node:http';
import { createValidator, feedSource } from '@rescind/validator';
import { rescindNode } from '@rescind/validator/node';

const url = process.env['RESCIND_URL'] ?? 'http://127.0.0.1:4000';
const issuer = `${url}/o/default`;

const validator = createValidator({
  issuers: [{ issuer, jwksUri: `${issuer}/jwks`, audience: url, own: true }],
  source: feedSource({
    url,
    orgId: 'default',
    edgeId: process.env['RESCIND_EDGE_ID'] ?? '',
    edgeSecret: process.env['RESCIND_EDGE_SECRET'] ?? '',
  }),
});

const server = createServer((request, response) => {
  // For a token that isn't accepted it answers the request itself (401, 403 or 503) and returns `null`.
  rescindNode(validator, request, response, { scope: 'orders:read' }).then(
    (token) => {
      if (token === null) return;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ orders: [{ id: 1, item: 'a revocable thing' }], for: token.clientId }));
    },
    () => response.writeHead(500).end(),
  );
});

await validator.ready();
server.listen(Number(process.env['PORT'] ?? 4100), '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object')
    process.stdout.write(`orders at http://127.0.0.1:${address.port}/\n`);
});

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void validator.close();
});
