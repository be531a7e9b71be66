export { DOMAIN_ERROR_CODES, DomainError, type DomainErrorCode } from './domain.errors.js';
export { MAX_ID_LENGTH, MAX_ISSUER_LENGTH, MAX_NAME_LENGTH, MAX_REASON_LENGTH } from './command.checks.js';
