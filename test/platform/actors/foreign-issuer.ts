import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { IssuerOptions } from '#validator';
import type { ApiClient } from '../api/api-client.js';

/** A JWT access token, and what its issuer's inventory says of it. */
export interface ForeignToken {
  readonly text: string;
  readonly claims: { readonly jti: string; readonly client_id: string; readonly sub: string } & Record<
    string,
    unknown
  >;
}

/** An issuer that isn't the platform's: its keys are served over HTTP. */
export interface ForeignIssuer {
  readonly iss: string;
  /** What a resource server needs to accept its tokens. */
  readonly options: IssuerOptions;
  /** Registers it with the organisation. */
  register(api: ApiClient): Promise<void>;
  sign(clientId: string, sub: string): Promise<ForeignToken>;
  close(): void;
}

/** Starts a foreign issuer that signs with a key of its own. */
export async function startForeignIssuer(audience: string): Promise<ForeignIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(publicKey)), kid: 'partner-key', alg: 'ES256' };
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [key] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const jwksUri = `http://127.0.0.1:${String(port)}/jwks`;
  const iss = `https://${randomUUID()}.partner.example/`;
  return {
    iss,
    options: { issuer: iss, jwksUri, audience, algorithms: ['ES256'] },
    async register(api) {
      const body = { iss, jwks_uri: jwksUri, algorithms: ['ES256'] };
      expect((await api.post('/issuers', body)).status).toBe(201);
    },
    async sign(clientId, sub) {
      const iat = Math.floor(Date.now() / 1000);
      const scope = 'orders:read';
      const claims = { jti: randomUUID(), client_id: clientId, sub, scope, iat, exp: iat + 3_600 };
      const text = await new SignJWT({ ...claims, iss, aud: audience })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'at+jwt' })
        .sign(privateKey);
      return { text, claims };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
