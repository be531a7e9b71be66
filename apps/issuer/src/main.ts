import { type DynamicModule, Module } from '@nestjs/common';
import { OWN_ISSUER_TRUST } from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import {
  createDistributedRuntime,
  createHttpApp,
  DISTRIBUTED_CONFIG,
  parseConfig,
  PlatformModule,
  runMain,
  type Runtime,
  serve,
  waitForRedis,
} from '#platform';
import { connectHotRedis, type HotRedis, revocationIndexOn } from '#read-models';
import { IssuerModule } from './issuer.module.js';
import type { RevocationIndex } from './ports/issuer.ports.js';
import { createIssuerPorts } from './ports/runtime-issuer-ports.js';
import { createMongoOidcStorage } from './storage/oidc-storage.mongo.js';

@Module({})
class IssuerProcess {}

runMain({ app: 'issuer', config: DISTRIBUTED_CONFIG }, async () => {
  const config = parseConfig(DISTRIBUTED_CONFIG, process.env);
  const { runtime, storage } = createDistributedRuntime('issuer', config);
  const redis = config.REDIS_URL === undefined ? null : await connectHotRedis({ url: config.REDIS_URL });
  const oidcStorage = createMongoOidcStorage(storage.mongo.db(storage.databaseName));
  const issuer: DynamicModule = IssuerModule.forRoot({
    options: {
      publicUrl: runtime.publicUrl,
      defaultResource: runtime.defaultResource,
      secret: runtime.ring.derive('issuer'),
    },
    ports: createIssuerPorts(runtime, redis === null ? undefined : hotIndex(runtime, redis)),
    storage: oidcStorage,
  });
  const app = await createHttpApp(
    { module: IssuerProcess, imports: [PlatformModule.forRoot(runtime), issuer] },
    runtime,
  );
  const served = await serve(app, runtime, {
    host: config.RESCIND_HOST,
    port: config.RESCIND_PORT,
    afterStart: async () => {
      await oidcStorage.open();
      if (redis === null) return;
      runtime.onClose(() => redis.close());
      await waitForRedis(runtime, redis);
    },
  });
  runtime.logger.info({ url: served.url }, 'issuer listens');
});

/** The shared index, which introspection asks before the fold of this process. */
function hotIndex(runtime: Runtime, redis: HotRedis): RevocationIndex {
  const index = revocationIndexOn(redis, {
    partitionOf: (orgId) => runtime.storage.log.partitionOf(DECISIONS_TOPIC, orgId),
  });
  return {
    async lookup(orgId, claims, nowMs) {
      // The index must not be behind what this process has folded itself.
      const position = runtime.decisions.org(orgId)?.position ?? undefined;
      const demand = position === undefined ? {} : { atLeast: position };
      const answer = await index.judge(orgId, claims, OWN_ISSUER_TRUST, nowMs, demand);
      return answer.known ? answer.verdict : 'unknown';
    },
  };
}
