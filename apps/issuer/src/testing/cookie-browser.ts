/** Sends a request to the server under test; the URL is one of its public ones. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

interface Cookie {
  readonly value: string;
  readonly path: string;
}

/** As much of a browser as signing in takes: cookies by path, forms, and redirects one at a time. */
export class CookieBrowser {
  private readonly cookies = new Map<string, Cookie>();

  constructor(private readonly send: Send) {}

  /** Values of the cookies held now. */
  get cookieValues(): readonly string[] {
    return [...this.cookies.values()].map(({ value }) => value);
  }

  /** One request, with the cookies of its path; redirects are not followed. */
  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(url);
    const held = [...this.cookies].filter(
      ([, { path }]) => pathname === path || pathname.startsWith(withSlash(path)),
    );
    const cookie = held.map(([key, { value }]) => `${key.split(' ')[0] ?? ''}=${value}`).join('; ');
    const headers = {
      accept: 'text/html',
      ...(cookie === '' ? {} : { cookie }),
      ...(init.headers as Record<string, string>),
    };
    const response = await this.send(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.store(line);
    return response;
  }

  get(url: string): Promise<Response> {
    return this.request(url);
  }

  submit(
    url: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return this.request(url, { method: 'POST', body: new URLSearchParams(fields), headers });
  }

  /** Follows redirects that stay below the URL; answers the first response that doesn't, with its own URL. */
  async follow(url: string, within: string): Promise<{ response: Response; url: string }> {
    let at = url;
    for (let hop = 0; hop < 10; hop += 1) {
      const response = await this.get(at);
      const location = response.headers.get('location');
      if (location === null) return { response, url: at };
      at = new URL(location, at).href;
      if (!at.startsWith(within)) return { response, url: at };
    }
    throw new Error('There were more than 10 redirects.');
  }

  private store(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const path = attributes.find((one) => one.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    const expires = attributes.find((one) => one.toLowerCase().startsWith('expires='))?.slice(8);
    const key = `${name} ${path}`;
    if (expires !== undefined && Date.parse(expires) < Date.now()) this.cookies.delete(key);
    else this.cookies.set(key, { value: pair.slice(at + 1), path });
  }
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
