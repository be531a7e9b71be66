import { errors, type OidcClient, type OidcKoaContext, type Provider } from 'oidc-provider';

interface Presented {
  readonly clientId: string;
  readonly secret: string | undefined;
}

/**
 * Authenticates a client by `client_secret_basic`, `client_secret_post` or, for a public one, by its `client_id` alone
 * (RFC 6749 section 2.3), as the library does at the token endpoint.
 * @throws an OAuth `invalid_client` or `invalid_request` error
 */
export async function authenticateClient(
  provider: Provider,
  ctx: OidcKoaContext,
  form: ReadonlyMap<string, string>,
): Promise<OidcClient> {
  const { clientId, secret } = presentedBy(ctx.get('authorization'), form);
  const client = await provider.Client.find(clientId);
  if (client === undefined) throw new errors.InvalidClientAuth('client not found');
  const confidential = client.clientAuthMethod !== 'none';
  if (confidential !== (secret !== undefined))
    throw new errors.InvalidClientAuth('another authentication method is registered');
  if (secret !== undefined && !(await client.compareClientSecret(secret))) {
    throw new errors.InvalidClientAuth('wrong or expired secret');
  }
  return client;
}

function presentedBy(authorization: string, form: ReadonlyMap<string, string>): Presented {
  const posted = form.get('client_id');
  const secret = form.get('client_secret');
  if (authorization === '') {
    if (posted === undefined) throw new errors.InvalidRequest('The client did not authenticate.');
    return { clientId: posted, secret };
  }
  const basic = readBasic(authorization);
  if (basic === null) throw new errors.InvalidRequest('The Authorization header is malformed.');
  if (secret !== undefined || (posted !== undefined && posted !== basic.clientId)) {
    throw new errors.InvalidRequest('The client must authenticate in one way only.');
  }
  return basic;
}

/** Name and password are form-encoded inside HTTP Basic (RFC 6749 section 2.3.1). */
function readBasic(authorization: string): Presented | null {
  const encoded = /^basic ([a-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  if (encoded === undefined) return null;
  const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  if (name === undefined || password === undefined) return null;
  try {
    const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
    return { clientId: decode(name), secret: decode(password) };
  } catch {
    return null;
  }
}
