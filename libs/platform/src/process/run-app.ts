import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { z } from 'zod';
import type { DistributedConfig } from '../config/parse-config.js';
import { createHttpApp } from '../http/http-app.js';
import { PlatformModule } from '../platform.module.js';
import { createDistributedRuntime } from '../runtime/distributed-runtime.js';
import type { DistributedStorage } from '../runtime/distributed-storage.js';
import type { Runtime } from '../runtime/runtime.js';
import { runProcess } from './run-process.js';
import { serve } from './serve.js';

/** What an app is built on. */
export interface AppContext<C> {
  readonly config: C;
  /** Not started yet. */
  readonly runtime: Runtime;
  /** Not opened yet. */
  readonly storage: DistributedStorage;
}

/** What an app adds to the platform. */
export interface AppParts {
  readonly imports: NonNullable<ModuleMetadata['imports']>;
  /** Runs before the app listens. */
  readonly beforeListen?: (app: NestFastifyApplication) => void;
  /** Runs once the log is read, before the process counts as ready. */
  readonly afterStart?: (app: NestFastifyApplication) => Promise<void>;
}

/** An app of a distributed deployment. */
export interface AppDescription<C extends DistributedConfig> {
  /** Its name: in `--help`, in its log lines, and as client of Kafka and MongoDB. */
  readonly app: string;
  /** Everything that it reads from its environment. */
  readonly config: z.ZodObject & z.ZodType<C>;
  readonly build: (context: AppContext<C>) => AppParts | Promise<AppParts>;
}

@Module({})
class AppModule {}

/**
 * Runs an app of a distributed deployment from its environment to its end: configuration, runtime, HTTP, start, stop.
 *
 * @example
 * runApp({ app: 'feed', config: DISTRIBUTED_CONFIG, build: () => ({ imports: [FeedModule] }) });
 */
export function runApp<C extends DistributedConfig>({
  app: name,
  config: schema,
  build,
}: AppDescription<C>): void {
  runProcess({ app: name, config: schema }, async (parsed) => {
    const config = parsed as C;
    const { runtime, storage } = createDistributedRuntime(name, config);
    const { imports, beforeListen, afterStart } = await build({ config, runtime, storage });
    const module: DynamicModule = {
      module: AppModule,
      imports: [PlatformModule.forRoot(runtime), ...imports],
    };
    const app = await createHttpApp(module, runtime);
    beforeListen?.(app);
    const url = await serve(app, runtime, {
      host: config.RESCIND_HOST,
      port: config.RESCIND_PORT,
      ...(afterStart === undefined ? {} : { afterStart: () => afterStart(app) }),
    });
    runtime.logger.info({ url }, `${name} listens`);
  });
}
