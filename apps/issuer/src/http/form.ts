import type { IncomingMessage } from 'node:http';
import { errors } from 'oidc-provider';

const LIMIT_BYTES = 32 * 1024;

/**
 * Reads an `application/x-www-form-urlencoded` body of at most 32 KiB; no parameter may come twice (RFC 6749 section 3.2).
 * @throws an OAuth `invalid_request` error
 */
export async function readForm(request: IncomingMessage): Promise<ReadonlyMap<string, string>> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw new errors.InvalidRequest('The body must be application/x-www-form-urlencoded.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.byteLength;
    if (size > LIMIT_BYTES) throw new errors.InvalidRequest('The body is too large.', 413);
    chunks.push(bytes);
  }
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.concat(chunks).toString('utf8'))) {
    if (form.has(name)) throw new errors.InvalidRequest('A parameter must not be repeated.');
    form.set(name, value);
  }
  return form;
}

/** The form's parameter `token`. @throws an OAuth `invalid_request` error where it is missing */
export function requireToken(form: ReadonlyMap<string, string>): string {
  const token = form.get('token');
  if (token === undefined || token === '') throw new errors.InvalidRequest('The parameter token is missing.');
  return token;
}
