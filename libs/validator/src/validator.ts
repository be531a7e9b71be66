import { checkOptions } from './options/check-options.js';
import type { ValidatorOptions } from './options/validator.options.js';
import type { Validator } from './verify/validator.port.js';
import { RevocationAwareValidator } from './verify/revocation-aware.validator.js';

/**
 * Makes a validator and starts its source.
 *
 * @throws ValidatorConfigError with every problem of the options at once
 * @example
 * ```ts
 * import { createValidator, feedSource } from '@rescind/validator';
 *
 * const validator = createValidator({
 *   issuers: [
 *     {
 *       issuer: 'https://id.example/o/acme',
 *       jwksUri: 'https://id.example/o/acme/jwks',
 *       audience: 'https://api.example',
 *       own: true,
 *     },
 *   ],
 *   source: feedSource({
 *     url: 'https://feed.example',
 *     orgId: 'acme',
 *     edgeId: 'edge-1',
 *     edgeSecret: process.env['EDGE_SECRET'] ?? '',
 *   }),
 * });
 * export const verify = (text: string) => validator.verify(text); // rejects with RefusedTokenError
 * ```
 */
export function createValidator(options: ValidatorOptions): Validator {
  checkOptions(options);
  const validator = new RevocationAwareValidator(options);
  void options.source.start(validator.sink);
  return validator;
}
