/** An answer of the API, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON body, or an empty object. */
  readonly body: Record<string, unknown>;
  readonly text: string;
}

/** Options of one call. */
export interface CallOptions {
  readonly body?: unknown;
  /** Sent as it is, with `content-type` below. */
  readonly rawBody?: string;
  readonly headers?: Record<string, string>;
  /** Access token; the service client's own by default, `null` for none. */
  readonly token?: string | null;
}

/** The platform's API as an administrator's program uses it. */
export class ApiClient {
  private readonly tokens = new Map<string, string>();

  readonly url: string;
  readonly issuer: string;
  readonly #service: { readonly id: string; readonly secret: string };

  constructor(url: string, issuer: string, service: { readonly id: string; readonly secret: string }) {
    this.url = url;
    this.issuer = issuer;
    this.#service = service;
  }

  /** A client credentials token (RFC 6749 section 4.4). */
  async clientToken(id: string, secret: string, parameters: Record<string, string> = {}): Promise<string> {
    const answer = await this.tokenRequest(id, secret, { grant_type: 'client_credentials', ...parameters });
    const token = answer.body['access_token'];
    if (answer.status !== 200 || typeof token !== 'string') {
      throw new Error(`No token: ${String(answer.status)} ${answer.text}`);
    }
    return token;
  }

  /** A request to the token endpoint, whatever comes of it. */
  tokenRequest(id: string, secret: string | null, parameters: Record<string, string>): Promise<Answer> {
    return this.form(`${this.issuer}/token`, id, secret, parameters);
  }

  /** A form with client authentication (RFC 6749 section 2.3.1); a public client, without a secret, only names itself. */
  async form(
    url: string,
    id: string,
    secret: string | null,
    parameters: Record<string, string>,
  ): Promise<Answer> {
    const authorization = `Basic ${Buffer.from(`${id}:${secret ?? ''}`).toString('base64')}`;
    const response = await fetch(url, {
      method: 'POST',
      headers: secret === null ? {} : { authorization },
      body: new URLSearchParams(secret === null ? { client_id: id, ...parameters } : parameters),
    });
    return read(response);
  }

  /** The service client's token, optionally for some scopes only. */
  async serviceToken(scope?: string): Promise<string> {
    const key = scope ?? '*';
    const known = this.tokens.get(key);
    if (known !== undefined) return known;
    const token = await this.clientToken(
      this.#service.id,
      this.#service.secret,
      scope === undefined ? {} : { scope },
    );
    this.tokens.set(key, token);
    return token;
  }

  /** Forgets the tokens held, e.g. after the keys were revoked. */
  forget(): void {
    this.tokens.clear();
  }

  async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const token = options.token === undefined ? await this.serviceToken() : options.token;
    const body = options.rawBody ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const headers = {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    };
    return read(
      await fetch(`${this.url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        redirect: 'manual',
      }),
    );
  }

  get(path: string, options?: CallOptions): Promise<Answer> {
    return this.call('GET', path, options);
  }

  post(path: string, body: unknown = {}, options: CallOptions = {}): Promise<Answer> {
    return this.call('POST', path, { body, ...options });
  }

  /** A bulk command in two steps: its preview, then the command with the preview's confirmation. */
  async confirm(path: string, body: object = {}, options: CallOptions = {}): Promise<Answer> {
    const preview = await this.post(path, { ...body, dry_run: true }, options);
    if (preview.status !== 200) return preview;
    return this.post(path, { ...body, confirmation: preview.body['confirmation'] }, options);
  }

  delete(path: string, options?: CallOptions): Promise<Answer> {
    return this.call('DELETE', path, options);
  }
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Not JSON: the text says it all.
  }
  return { status: response.status, headers: response.headers, body, text };
}
