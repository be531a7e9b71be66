import { authorize, type GuardOptions, refusalResponse, RefusedTokenError, type Validator } from '#validator';

/** A proxy's question: may this request pass? */
export interface VerdictQuestion {
  /** Every value of the request's `Authorization` header. */
  readonly authorization: readonly string[];
  /** Space-separated scopes that the token must have. */
  readonly scope?: string | undefined;
}

/** The answer to the proxy: 2xx lets the request pass; 401 and 403 are passed on to the client. */
export interface VerdictAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Answers a proxy's question (NGINX `auth_request`, Envoy `ext_authz` over HTTP, Traefik `forwardAuth`): 200 with who it is; 401 with an
 * RFC 6750 challenge and `Rescind-Reason`; 403 where a scope is missing; 503 where this edge doesn't know enough to answer.
 *
 * @example
 * ```ts
 * const { status, headers } = await verdict(validator, { authorization: ['Bearer …'], scope: 'orders:read' });
 * ```
 */
export async function verdict(validator: Validator, question: VerdictQuestion): Promise<VerdictAnswer> {
  const options: GuardOptions = question.scope === undefined ? {} : { scope: question.scope };
  try {
    const { clientId, sub } = await authorize(validator, question.authorization, options);
    const headers = {
      'cache-control': 'no-store',
      ...header('rescind-client-id', clientId),
      ...header('rescind-subject', sub),
      ...header('rescind-position', validator.status().position ?? undefined),
    };
    return { status: 200, headers };
  } catch (error) {
    if (!(error instanceof RefusedTokenError)) throw error;
    const { status, headers } = refusalResponse(error);
    // Proxies pass on 401 and 403 only. They treat any other 4xx as a failure of this edge.
    return { status: status === 400 ? 401 : status, headers };
  }
}

const encoder = new TextEncoder();

/** A header, where there is a value. A claim may be any text: everything but visible ASCII, and `%` itself, is percent-encoded as UTF-8. */
function header(name: string, value: string | undefined): Record<string, string> {
  if (value === undefined) return {};
  return { [name]: value.replace(/[^\x21-\x24\x26-\x7e]+/g, percentEncode) };
}

function percentEncode(text: string): string {
  return [...encoder.encode(text)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
