import { ListIssuersHttpController } from './list-issuers/list-issuers.http.controller.js';
import { RegisterIssuerHandler } from './register-issuer/register-issuer.handler.js';
import { RegisterIssuerHttpController } from './register-issuer/register-issuer.http.controller.js';
import { ReportTokensHandler } from './report-tokens/report-tokens.handler.js';
import { ReportTokensHttpController } from './report-tokens/report-tokens.http.controller.js';
import { UnregisterIssuerHandler } from './unregister-issuer/unregister-issuer.handler.js';
import { UnregisterIssuerHttpController } from './unregister-issuer/unregister-issuer.http.controller.js';

/** Routes about issuers that aren't ours, and what they issued. */
export const ISSUERS_CONTROLLERS = [
  ListIssuersHttpController,
  RegisterIssuerHttpController,
  ReportTokensHttpController,
  UnregisterIssuerHttpController,
];

/** What carries out the commands of {@link ISSUERS_CONTROLLERS}. */
export const ISSUERS_HANDLERS = [RegisterIssuerHandler, ReportTokensHandler, UnregisterIssuerHandler];
