import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DecisionLog, PositionTokens } from '#decision-log';
import { HealthController } from './health/health.http.controller.js';
import { OwnTokenVerifier } from './tokens/own-token.verifier.js';
import { PermissionGuard } from './http/permission.guard.js';
import { Runtime } from './runtime/runtime.js';

/** Provides the runtime to every module of the process, and serves health and metrics. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(runtime: Runtime): DynamicModule {
    const providers = [
      { provide: Runtime, useValue: runtime },
      { provide: DecisionLog, useValue: runtime.decisions },
      { provide: PositionTokens, useValue: runtime.positions },
      OwnTokenVerifier,
      PermissionGuard,
    ];
    return { module: PlatformModule, controllers: [HealthController], providers, exports: providers };
  }
}
