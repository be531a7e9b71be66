export { applyDecision, type Outcome } from './org.fold.js';
