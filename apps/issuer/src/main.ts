import { OWN_ISSUER_TRUST } from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import { connectHotRedis, type HotRedis, revocationIndexOn } from '#hot-index';
import { DISTRIBUTED_CONFIG, runApp, type Runtime, waitForRedis } from '#platform';
import { IssuerModule } from './issuer.module.js';
import type { RevocationIndex } from './ports/issuer.ports.js';
import { createIssuerPorts } from './ports/runtime-issuer-ports.js';
import { createMongoOidcStorage } from './storage/oidc-storage.mongo.js';

runApp({
  app: 'issuer',
  config: DISTRIBUTED_CONFIG,
  build: async ({ config, runtime, storage }) => {
    const redis = config.REDIS_URL === undefined ? null : await connectHotRedis({ url: config.REDIS_URL });
    const oidcStorage = createMongoOidcStorage(storage.mongo.db(storage.databaseName));
    const issuer = IssuerModule.forRoot({
      options: {
        publicUrl: runtime.publicUrl,
        defaultResource: runtime.defaultResource,
        secret: runtime.ring.derive('issuer'),
      },
      ports: createIssuerPorts(runtime, redis === null ? undefined : hotIndex(runtime, redis)),
      storage: oidcStorage,
    });
    return {
      imports: [issuer],
      afterStart: async () => {
        await oidcStorage.open();
        if (redis === null) return;
        runtime.onClose(() => redis.close());
        await waitForRedis(runtime, redis);
      },
    };
  },
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
