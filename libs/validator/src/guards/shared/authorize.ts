import { splitScope } from '#domain';
import { RefusedTokenError } from '../../refusal/refusal.errors.js';
import type { VerifiedToken } from '../../token/claims.js';
import type { Validator } from '../../verify/validator.port.js';
import { bearerToken } from './bearer.js';
import type { GuardOptions } from './guard.options.js';

/**
 * Whether a request may pass: a good token, for this audience, with every scope that is asked for.
 *
 * @param authorization every value of the request's `Authorization` header, see {@link authorizationOf}
 * @throws RefusedTokenError (rejects with it)
 * @example
 * ```ts
 * import { authorizationOf, authorize } from '@rescind/validator';
 *
 * export const check = (request: Request) =>
 *   authorize(validator, authorizationOf(request), { scope: 'orders:read' });
 * ```
 */
export function authorize(
  validator: Validator,
  authorization: readonly string[],
  options: GuardOptions = {},
): Promise<VerifiedToken> {
  return authorizeText(validator, () => bearerToken(authorization), options);
}

/**
 * The same for a token that doesn't come in a header.
 *
 * @param find answers the token's text, or throws RefusedTokenError
 * @throws RefusedTokenError (rejects with it)
 */
export async function authorizeText(
  validator: Validator,
  find: () => string,
  options: GuardOptions,
): Promise<VerifiedToken> {
  try {
    const text = find();
    const token = validator.verifySync(text) ?? (await validator.verify(text));
    checkAudience(token, options);
    checkScope(token, options);
    return token;
  } catch (error) {
    if (error instanceof RefusedTokenError) void notify(options, error);
    throw error;
  }
}

function checkAudience(token: VerifiedToken, { audience }: GuardOptions): void {
  if (audience === undefined) return;
  const wanted = typeof audience === 'string' ? [audience] : audience;
  if (wanted.some((one) => token.audience.includes(one))) return;
  throw new RefusedTokenError('GUARD_AUDIENCE_MISMATCH', { expected: wanted, found: token.audience });
}

function checkScope(token: VerifiedToken, { scope }: GuardOptions): void {
  if (scope === undefined) return;
  const wanted = typeof scope === 'string' ? splitScope(scope) : scope;
  if (wanted.every((one) => token.scopes.includes(one))) return;
  throw new RefusedTokenError('SCOPE_MISSING', {
    scope: wanted.join(' '),
    expected: wanted,
    found: token.scopes,
  });
}

async function notify({ onRefused }: GuardOptions, error: RefusedTokenError): Promise<void> {
  // The type says void; asynchronous functions are callbacks, too.
  const call: ((error: RefusedTokenError) => unknown) | undefined = onRefused;
  try {
    await call?.(error);
  } catch {
    // The request was refused, whatever the observer makes of it.
  }
}
