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
  'libs/contracts/src': [
    '.',
    'encoding',
    'facts',
    'envelope',
    'signature',
    'snapshot',
    'feed',
    'edge',
    'problem',
    'http',
  ],

  'libs/event-log/src': ['.', 'reader', 'embedded', 'kafka'],

  'libs/read-models/src': ['.', 'paging', 'engine', 'hot-index', 'embedded', 'mongo', 'queries'],

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
