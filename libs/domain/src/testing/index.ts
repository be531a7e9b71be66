export { canonicalJson } from './canonical-json.js';
export * from './facts.builders.js';
export * from './governance.builders.js';
export * from './recorded.builders.js';
export { type Decide, ExpectationError, given, type Then, type When } from './given-when-then.js';
export { eachOnce, projected, projectedOne } from './projected.js';
