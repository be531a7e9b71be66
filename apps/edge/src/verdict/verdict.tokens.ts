/** Injection token of the validator that answers. */
export const VERDICT_VALIDATOR = Symbol('VERDICT_VALIDATOR');
