import { Controller, Get, Inject, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { createLogger, runProcess, stopOnSignals } from '#platform';
import { createValidator, feedSource, type Validator } from '#validator';
import { EDGE_CONFIG, type EdgeConfig } from './edge.config.js';
import { VERDICT_VALIDATOR, VerdictModule } from './verdict/index.js';

@Controller('health')
class EdgeHealthController {
  constructor(@Inject(VERDICT_VALIDATOR) private readonly validator: Validator) {}

  @Get('live')
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const status = this.validator.status();
    const ready = status.ready && !status.stale;
    reply.status(ready ? 200 : 503).header('cache-control', 'no-store');
    return { status: ready ? 'ready' : 'waiting', ...status };
  }
}

@Module({})
class EdgeProcess {}

runProcess({ app: 'edge', config: EDGE_CONFIG }, async (config) => {
  const logger = createLogger('rescind-edge', config.RESCIND_LOG_LEVEL);
  const verdict = VerdictModule.for({ useFactory: () => validatorOf(config) });
  const adapter = new FastifyAdapter({ requestTimeout: 10_000, forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: EdgeProcess, imports: [verdict], controllers: [EdgeHealthController] },
    adapter,
    { logger: false, abortOnError: false },
  );
  await app.listen({ host: config.RESCIND_HOST, port: config.RESCIND_PORT });
  logger.info({ url: await app.getUrl() }, 'edge listens');
  stopOnSignals(() => app.close(), logger);
});

function validatorOf(config: EdgeConfig): Validator {
  return createValidator({
    issuers: [
      {
        issuer: config.RESCIND_ISSUER,
        jwksUri: config.RESCIND_JWKS_URI ?? `${config.RESCIND_ISSUER}/jwks`,
        audience: config.RESCIND_AUDIENCE,
        own: true,
      },
    ],
    source: feedSource({
      url: config.RESCIND_FEED_URL,
      orgId: config.RESCIND_ORG,
      edgeId: config.RESCIND_EDGE_ID,
      edgeSecret: config.RESCIND_EDGE_SECRET,
    }),
    maxStalenessMs: config.RESCIND_MAX_STALENESS_MS,
    whenStale: config.RESCIND_WHEN_STALE,
    maxGraceMs: config.RESCIND_MAX_GRACE_MS,
  });
}
