import {
  type DynamicModule,
  Inject,
  Injectable,
  type InjectionToken,
  Module,
  type ModuleMetadata,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { type IssuerOptions, type ResolvedIssuerOptions, resolveIssuerOptions } from './issuer.options.js';
import { mountIssuers } from './mount/issuer.mount.js';
import type { IssuerPorts } from './ports/issuer.ports.js';
import { ProviderRegistry } from './provider/provider-registry.js';
import type { OidcStorage } from './storage/oidc-storage.port.js';

/** Everything that {@link IssuerModule} is made from. Whoever provides the storage opens and closes it. */
export interface IssuerSetup {
  readonly options: IssuerOptions;
  readonly ports: IssuerPorts;
  readonly storage: OidcStorage;
}

/** How to make an {@link IssuerSetup} from what other modules provide. */
export interface IssuerSetupFactory extends Pick<ModuleMetadata, 'imports'> {
  readonly inject?: InjectionToken[];
  readonly useFactory: (...dependencies: never[]) => IssuerSetup | Promise<IssuerSetup>;
}

const SETUP = Symbol('IssuerSetup');
const CLEAN_UP_BATCH = 1_000;

/** Mounts the issuers when the module starts, and removes expired objects from their storage. */
@Injectable()
export class IssuerHost implements OnModuleInit, OnModuleDestroy {
  private readonly options: ResolvedIssuerOptions;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(SETUP) private readonly setup: IssuerSetup,
    private readonly adapters: HttpAdapterHost,
  ) {
    this.options = resolveIssuerOptions(setup.options);
  }

  onModuleInit(): void {
    const { ports, storage } = this.setup;
    const fastify = this.adapters.httpAdapter.getInstance<FastifyInstance>();
    mountIssuers(fastify, new ProviderRegistry(this.options, ports, storage), this.options.publicUrl);
    this.timer = setInterval(() => void this.cleanUp(), this.options.cleanUpIntervalMs);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private async cleanUp(): Promise<void> {
    const { ports, storage } = this.setup;
    try {
      while (this.timer !== null && (await storage.removeExpired(CLEAN_UP_BATCH)) === CLEAN_UP_BATCH);
    } catch (error) {
      ports.log.warn({ err: error }, 'expired OIDC objects could not be removed');
    }
  }
}

/**
 * The authorization servers of all organisations, as one Nest module for Fastify: import it, and `/o/{org}` is served beside
 * the application's own routes.
 *
 * @example
 * ```ts
 * const module = IssuerModule.forRoot({ options: { publicUrl, secret }, ports, storage });
 * const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter());
 * await app.listen(4000);
 * ```
 */
@Module({})
export class IssuerModule {
  static forRoot(setup: IssuerSetup): DynamicModule {
    return { module: IssuerModule, providers: [{ provide: SETUP, useValue: setup }, IssuerHost] };
  }

  /** As `forRoot`, for ports that other modules provide. */
  static forRootAsync({ imports, inject, useFactory }: IssuerSetupFactory): DynamicModule {
    const setup = { provide: SETUP, inject: inject ?? [], useFactory };
    return { module: IssuerModule, imports: imports ?? [], providers: [setup, IssuerHost] };
  }
}
