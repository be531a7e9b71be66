const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/**
 * The order of the folders inside a lib, an app or an area, from the ground up: a folder may import the folders that stand before it in
 * its list, never one that stands after it. `.` means the files that lie beside the folders.
 *
 * Specs and test kits (`testing/`) may import every folder, and so may the files that only wire the others together: `index.ts`,
 * `main.ts` and `*.module.ts`.
 */
const FOLDERS = {
  'libs/domain/src': [
    'values',
    'revocation',
    'facts',
    'decision-effects',
    'checks',
    'state',
    'policy',
    'app',
    'user',
    'group',
    'edge',
    'keys',
    'issuer',
    'revoke',
    'session-end',
    'approvals',
    'org',
    'fold',
    'read-models',
  ],

  'libs/contracts/src': [
    '.',
    'encoding',
    'http-auth',
    'facts',
    'fields',
    'envelope',
    'signature',
    'snapshot',
    'feed',
    'edge',
    'problem',
  ],

  'libs/domain/src/revocation': ['effects', 'state', 'fold', 'judge'],

  'libs/domain/src/read-models': [
    'document',
    'live-tokens',
    'app-user',
    'app',
    'token',
    'grant',
    'audit',
    'denial',
    'edge',
  ],

  'libs/contracts/src/facts': [
    'codec',
    'fixtures',
    'app',
    'user',
    'group',
    'edge',
    'keys',
    'issuer',
    'revoke',
    'session-end',
    'approvals',
    'org',
    'usage',
    '.',
  ],

  'libs/event-log/src': ['.', 'consumer', 'embedded', 'kafka'],
  'libs/event-log/src/embedded': ['storage', 'partition', 'consume', '.'],
  'libs/event-log/src/kafka': ['client', 'records', 'topics', 'append', 'consume', '.'],

  'libs/read-models/src': ['.', 'paging', 'engine', 'refresh-jobs', 'embedded', 'mongo', 'queries'],

  'apps/control/src': [
    '.',
    'http',
    'inventory',
    'operations',
    'denials',
    'audit',
    'groups',
    'issuers',
    'edges',
    'keys',
    'organization',
    'sessions',
    'apps',
    'tokens',
    'users',
    'revocations',
    'approvals',
    'connected-apps',
    'connect-api',
    'bootstrap',
    'openapi',
  ],

  'libs/decision-log/src': ['.'],

  'libs/platform/src': [
    'config',
    'crypto',
    'logging',
    'limits',
    'readiness',
    'credentials',
    'keys',
    'runtime',
    'tokens',
    'http',
    'health',
    '.',
    'process',
  ],

  'apps/projector/src': ['records', 'projections', 'duplicates', 'consumer', 'refresh', 'hot-index', '.'],

  'apps/edge/src': ['verdict', '.'],

  'apps/standalone/src': ['.'],

  'libs/validator/src': [
    'timing',
    'http',
    'refusal',
    'checks',
    'jose',
    'token',
    'signature',
    'keys',
    'usage',
    'sources',
    'options',
    'introspection',
    'knowledge',
    'verify',
    'guards',
    '.',
  ],

  'libs/validator/src/sources': ['.', 'feed', 'log'],

  'libs/validator/src/guards': [
    'shared',
    'node',
    'express',
    'fastify',
    'fetch',
    'koa',
    'hono',
    'graphql',
    'nest',
  ],

  'apps/feed/src': ['.', 'history', 'auth', 'openapi', 'head', 'keys', 'receipts', 'snapshot', 'stream'],

  'apps/issuer/src': [
    '.',
    'storage',
    'ports',
    'organization',
    'pages',
    'http',
    'clients',
    'keys',
    'policy',
    'grants',
    'token-endpoint',
    'password-grant',
    'presented-tokens',
    'introspection',
    'revocation',
    'sign-in',
    'provider',
    'mount',
  ],
};

/** One rule for each pair of folders in the lists above. */
function folderRules() {
  return Object.entries(FOLDERS).flatMap(([root, order]) => {
    requireComplete(root, order);
    return order.flatMap((lower, index) => order.slice(index + 1).map((upper) => rule(root, lower, upper)));
  });
}

function rule(root, lower, upper) {
  return {
    name: `${root}: ${lower} is below ${upper}`,
    comment: 'The order of the folders stands in dependency-folders.cjs.',
    severity: 'error',
    from: {
      path: pathOf(root, lower),
      pathNot: ['\\.spec\\.ts$', '/testing/', `^${root}/(index|main|[^/]*\\.module)\\.ts$`],
    },
    to: { path: pathOf(root, upper) },
  };
}

function pathOf(root, folder) {
  return folder === '.' ? `^${root}/[^/]+\\.ts$` : `^${root}/${folder}/`;
}

/** A folder that stands in no list would be checked by no rule. */
function requireComplete(root, order) {
  const found = readdirSync(join(__dirname, root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
    .map((entry) => entry.name);
  const missing = found.filter((folder) => !order.includes(folder));
  const gone = order.filter((folder) => folder !== '.' && !found.includes(folder));
  if (missing.length === 0 && gone.length === 0) return;
  throw new Error(
    `dependency-folders.cjs, ${root}: not in the list: ${missing.join(', ') || 'none'}; no such folder: ${gone.join(', ') || 'none'}.`,
  );
}

module.exports = { folderRules };
