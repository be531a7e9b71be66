import { basicAuthorization } from '../http/basic-authorization.js';
import { readCappedJson } from '../http/capped-body.js';
import type { IntrospectionOptions } from '../options/validator.options.js';
import { RefusedTokenError } from '../refusal/refusal.errors.js';
import type { JsonObject } from '../token/strict-json.js';

const DEFAULT_TIMEOUT_MS = 2_000;
const MAX_BYTES = 64 * 1024;
/** Most questions that are under way at once; a stale edge must not take the issuer down with it. */
const MAX_IN_FLIGHT = 256;

/** Asks the authorization server about one token (RFC 7662). */
export class IntrospectionClient {
  #inFlight = 0;

  constructor(private readonly options: IntrospectionOptions) {}

  /** Whether tokens that aren't JWTs are asked about, too. */
  get takesOpaqueTokens(): boolean {
    return this.options.opaqueTokens ?? false;
  }

  /**
   * The members of an active token's answer.
   *
   * @throws RefusedTokenError `INTROSPECTION_INACTIVE` | `INTROSPECTION_UNAVAILABLE`
   */
  async ask(token: string): Promise<JsonObject> {
    if (this.#inFlight >= MAX_IN_FLIGHT) throw new RefusedTokenError('INTROSPECTION_UNAVAILABLE');
    this.#inFlight += 1;
    try {
      const answer = await this.#request(token);
      if (answer['active'] !== true) throw new RefusedTokenError('INTROSPECTION_INACTIVE');
      return answer;
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #request(token: string): Promise<JsonObject> {
    const { endpoint, timeoutMs } = this.options;
    const fetchLike = this.options.fetch ?? fetch;
    try {
      const response = await fetchLike(endpoint, {
        method: 'POST',
        headers: { authorization: this.#authorization(), accept: 'application/json' },
        body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs ?? DEFAULT_TIMEOUT_MS),
      });
      const body = await readCappedJson(response, MAX_BYTES);
      if (response.status !== 200 || typeof body !== 'object' || body === null)
        throw new TypeError('no answer');
      return body as JsonObject;
    } catch (cause) {
      throw new RefusedTokenError('INTROSPECTION_UNAVAILABLE', { cause });
    }
  }

  /** RFC 6749 section 2.3.1: both halves are form-encoded first. */
  #authorization(): string {
    return basicAuthorization(formEncode(this.options.clientId), formEncode(this.options.clientSecret));
  }
}

function formEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
