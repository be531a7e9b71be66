/**
 * Headers by name; names in any case.
 *
 * @example
 * ```ts
 * import { authorizationOf, type HeaderRecord } from '@rescind/validator';
 *
 * const headers: HeaderRecord = { authorization: 'Bearer abc', accept: undefined };
 * console.log(authorizationOf({ headers })); // [ 'Bearer abc' ]
 * ```
 */
export type HeaderRecord = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Whatever carries a request's headers: a request of `node:http` or of a framework, of an adapter that imitates one, a `fetch`
 * `Request`, or the event of an AWS Lambda function.
 *
 * @example
 * ```ts
 * import { authorizationOf, type RequestLike } from '@rescind/validator';
 *
 * const event: RequestLike = { headers: { Authorization: 'Bearer abc' } };
 * console.log(authorizationOf(event)); // [ 'Bearer abc' ]
 * ```
 */
export interface RequestLike {
  /** Names and values in turn, as they arrived (`node:http`). */
  readonly rawHeaders?: readonly string[] | null | undefined;
  /** Every value of each header (`node:http`). */
  readonly headersDistinct?: HeaderRecord | null | undefined;
  /** Every value of each header (API Gateway's REST events, and an Application Load Balancer that is set to send them). */
  readonly multiValueHeaders?: HeaderRecord | null | undefined;
  /** One value of each header, or a `Headers` object. */
  readonly headers?: HeaderRecord | { get(name: string): string | null } | null | undefined;
}

/**
 * Every value of a request's `Authorization` header. It is read from the first of these that names any header at all:
 *
 * 1. `rawHeaders` and
 * 2. `headersDistinct` and
 * 3. `multiValueHeaders` show a header that was sent twice;
 * 4. `headers` shows one only where the values were joined by a comma, as a `Headers` object does. `node:http` keeps the first and drops
 *    the others there.
 *
 * @example
 * ```ts
 * import { authorizationOf, authorize, type RequestLike } from '@rescind/validator';
 *
 * // An AWS Lambda function behind API Gateway
 * export const handler = async (event: RequestLike) => {
 *   const token = await authorize(validator, authorizationOf(event), { scope: 'orders:read' });
 *   return { statusCode: 200, body: `hello ${token.sub ?? ''}` };
 * };
 * ```
 */
export function authorizationOf(request: RequestLike): readonly string[] {
  const { rawHeaders } = request;
  if (isFilled(rawHeaders)) {
    return rawHeaders.filter((_, at) => at % 2 === 1 && isAuthorization(rawHeaders[at - 1]));
  }
  const { headersDistinct } = request;
  if (isRecord(headersDistinct)) return valuesIn(headersDistinct);
  const { multiValueHeaders } = request;
  if (isRecord(multiValueHeaders)) return valuesIn(multiValueHeaders);
  const { headers } = request;
  if (hasGet(headers)) {
    const value = headers.get('authorization');
    return value === null ? [] : [value];
  }
  return isRecord(headers) ? valuesIn(headers) : [];
}

function isFilled(rawHeaders: RequestLike['rawHeaders']): rawHeaders is readonly string[] {
  return Array.isArray(rawHeaders) && rawHeaders.length > 0;
}

function isRecord(headers: RequestLike['headers']): headers is HeaderRecord {
  return typeof headers === 'object' && headers !== null && Object.keys(headers).length > 0;
}

function hasGet(headers: RequestLike['headers']): headers is { get(name: string): string | null } {
  return typeof (headers as { get?: unknown } | null | undefined)?.get === 'function';
}

/** Names that differ in case only are one header. What isn't text is no value. */
function valuesIn(headers: HeaderRecord): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    isAuthorization(name) ? [value].flat().filter((one) => typeof one === 'string') : [],
  );
}

function isAuthorization(name: string | undefined): boolean {
  return name?.toLowerCase() === 'authorization';
}
