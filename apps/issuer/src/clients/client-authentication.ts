import { type Client, errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { parseBasic } from '#contracts';

interface ClientCredentials {
  readonly clientId: string;
  /** `undefined`: the client named itself only, as a public client does. */
  readonly secret: string | undefined;
}

/**
 * Authenticates a client by `client_secret_basic`, `client_secret_post` or, for a public one, by its `client_id` alone
 * (RFC 6749 section 2.3), as the library does at the token endpoint.
 * @throws an OAuth `invalid_client` or `invalid_request` error
 */
export async function authenticateClient(
  provider: Provider,
  ctx: KoaContextWithOIDC,
  form: ReadonlyMap<string, string>,
): Promise<Client> {
  const { clientId, secret } = credentialsIn(ctx.get('authorization'), form);
  const client = await provider.Client.find(clientId);
  if (client === undefined) throw new errors.InvalidClientAuth('client not found');
  const isConfidential = client.clientAuthMethod !== 'none';
  const hasSecret = secret !== undefined;
  if (isConfidential !== hasSecret)
    throw new errors.InvalidClientAuth('another authentication method is registered');
  if (hasSecret && !(await client.compareClientSecret(secret)))
    throw new errors.InvalidClientAuth('wrong or expired secret');
  return client;
}

/** The credentials in the `Authorization` header or, without one, in the form. */
function credentialsIn(authorization: string, form: ReadonlyMap<string, string>): ClientCredentials {
  const formClientId = form.get('client_id');
  const formSecret = form.get('client_secret');
  if (authorization === '') {
    if (formClientId === undefined) throw new errors.InvalidRequest('The client did not authenticate.');
    return { clientId: formClientId, secret: formSecret };
  }
  const basic = readBasic(authorization);
  if (basic === null) throw new errors.InvalidRequest('The Authorization header is malformed.');
  const isNamedTwice = formClientId !== undefined && formClientId !== basic.clientId;
  if (formSecret !== undefined || isNamedTwice)
    throw new errors.InvalidRequest('The client must authenticate in one way only.');
  return basic;
}

/** Client id and secret are form-encoded inside HTTP Basic (RFC 6749 section 2.3.1). */
function readBasic(authorization: string): ClientCredentials | null {
  const basic = parseBasic(authorization);
  if (basic === null) return null;
  try {
    return { clientId: formDecoded(basic.user), secret: formDecoded(basic.password) };
  } catch {
    return null;
  }
}

/** @throws URIError */
function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
