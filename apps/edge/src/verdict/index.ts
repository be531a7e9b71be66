export { verdict, type VerdictAnswer, type VerdictQuestion } from './verdict.handler.js';
export { VerdictHttpController } from './verdict.http.controller.js';
export { VerdictModule, type VerdictModuleOptions } from './verdict.module.js';
export { VERDICT_VALIDATOR } from './verdict.tokens.js';
