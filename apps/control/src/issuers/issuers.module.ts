import { Module } from '@nestjs/common';
import { ListIssuersHttpController } from './list-issuers/list-issuers.http.controller.js';
import { RegisterIssuerHandler } from './register-issuer/register-issuer.handler.js';
import { RegisterIssuerHttpController } from './register-issuer/register-issuer.http.controller.js';
import { ReportTokensHandler } from './report-tokens/report-tokens.handler.js';
import { ReportTokensHttpController } from './report-tokens/report-tokens.http.controller.js';
import { UnregisterIssuerHandler } from './unregister-issuer/unregister-issuer.handler.js';
import { UnregisterIssuerHttpController } from './unregister-issuer/unregister-issuer.http.controller.js';

/** Foreign issuers, and the tokens that they report. */
@Module({
  controllers: [
    ListIssuersHttpController,
    RegisterIssuerHttpController,
    ReportTokensHttpController,
    UnregisterIssuerHttpController,
  ],
  providers: [RegisterIssuerHandler, ReportTokensHandler, UnregisterIssuerHandler],
})
export class IssuersModule {}
