import { z } from 'zod';
import { COMMON_CONFIG } from '#platform';

/** Environment variables that `edge` reads. */
export const EDGE_CONFIG = COMMON_CONFIG.pick({ RESCIND_HOST: true, RESCIND_LOG_LEVEL: true }).extend({
  RESCIND_PORT: z.coerce.number().int().min(0).max(65_535).default(4005).describe('Port to listen on.'),
  RESCIND_FEED_URL: z.url().describe('Where the feed is; its resources are below `/feed`.'),
  RESCIND_ORG: z.string().min(1).max(128).describe('Organisation whose revocations are enforced.'),
  RESCIND_EDGE_ID: z.string().min(1).describe('edge_id, as `POST /edges` answered it.'),
  RESCIND_EDGE_SECRET: z.string().min(1).describe('edge_secret, as `POST /edges` answered it.'),
  RESCIND_ISSUER: z.url().describe('Issuer whose tokens are accepted.'),
  RESCIND_JWKS_URI: z.url().optional().describe('Its keys. Default: `<issuer>/jwks`.'),
  RESCIND_AUDIENCE: z.string().min(1).describe('Audience that a token must name.'),
  RESCIND_MAX_STALENESS_MS: z.coerce
    .number()
    .int()
    .min(1000)
    .default(10_000)
    .describe('How old this edge’s knowledge may become before it counts as stale, ms.'),
  RESCIND_WHEN_STALE: z
    .enum(['deny', 'allow'])
    .default('deny')
    .describe(
      'What to do with tokens while the knowledge is stale. Tokens that are known to be revoked are refused either way.',
    ),
  RESCIND_MAX_GRACE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(2_592_000_000)
    .default(300_000)
    .describe('With `allow`: how long after becoming stale tokens are still accepted, ms.'),
});

/** What `edge` reads from the environment. */
export type EdgeConfig = z.output<typeof EDGE_CONFIG>;
