import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Module,
  type ModuleMetadata,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Validator } from '#validator';
import { VerdictHttpController } from './verdict.http.controller.js';
import { VERDICT_VALIDATOR } from './verdict.tokens.js';

/** How the module gets its validator. */
export interface VerdictModuleOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: FactoryProvider['inject'];
  /** Makes the validator; the module closes it. */
  readonly useFactory: FactoryProvider<Validator>['useFactory'];
}

/**
 * Serves `GET /edge/verdict`.
 *
 * @example
 * ```ts
 * VerdictModule.for({ useFactory: () => createValidator(options) })
 * ```
 */
@Module({})
export class VerdictModule implements OnModuleDestroy {
  constructor(@Inject(VERDICT_VALIDATOR) private readonly validator: Validator) {}

  static for({ imports = [], inject = [], useFactory }: VerdictModuleOptions): DynamicModule {
    return {
      module: VerdictModule,
      imports,
      controllers: [VerdictHttpController],
      providers: [{ provide: VERDICT_VALIDATOR, inject, useFactory }],
      exports: [VERDICT_VALIDATOR],
    };
  }

  async onModuleDestroy(): Promise<void> {
    await this.validator.close();
  }
}
