export { DOMAIN_ERROR_CODES, DomainError, type DomainErrorCode } from './domain.errors.js';
export { MAX_ID_LENGTH, MAX_ISSUER_LENGTH, MAX_NAME_LENGTH, MAX_REASON_LENGTH } from './command.checks.js';
export { FACT_MEMORY_MS, FACT_MEMORY_SIZE } from './fact-memory.js';
export type { FactMemory, FactOutcome, RememberedFact } from './fact-memory.js';
export { emptyOrg, type OrgState } from './org.state.js';
export { applyDecision, isKnownIssuer, type Outcome } from './org.fold.js';
export type * from './org.commands.js';
export { decideRegisterOrg } from './org.decide.js';
