// Writes docs/reference from the registries in the code, as built in dist: `npm run reference`. With `--check` it writes nothing and
// fails when a file is stale; with `--url <url>` it asks a standalone that runs already instead of starting one.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import prettier from 'prettier';
import { configurationReference } from './reference/configuration.mjs';
import { factsReference } from './reference/facts.mjs';
import { httpReference } from './reference/http.mjs';
import { permissionsReference } from './reference/permissions.mjs';
import { problemsReference } from './reference/problems.mjs';
import { refusalsReference } from './reference/refusals.mjs';
import { askStandalone } from './reference/standalone.mjs';
import { validatorReference } from './reference/validator.mjs';

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, url: { type: 'string' } },
});
const folder = new URL('../docs/reference/', import.meta.url);

const { openApi, discovery } = await askStandalone(values.url);
const files = {
  'configuration.md': configurationReference(),
  'facts.md': factsReference(),
  'http.md': httpReference(openApi, discovery),
  'openapi.json': JSON.stringify(openApi),
  'permissions.md': permissionsReference(openApi),
  'problems.md': problemsReference(),
  'refusals.md': refusalsReference(),
  ...(await validatorReference()),
};

const style = await prettier.resolveConfig(new URL('../package.json', import.meta.url));
const stale = [];
for (const [name, content] of Object.entries(files)) {
  const text = await prettier.format(content, {
    ...style,
    parser: name.endsWith('.json') ? 'json' : 'markdown',
  });
  const file = new URL(name, folder);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  stale.push(name);
  if (values.check) continue;
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
}

const list = stale.map((name) => `docs/reference/${name}`).join(', ');
if (values.check && stale.length > 0) {
  process.stderr.write(`Stale: ${list}. Run: npm run reference\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(
    stale.length === 0 ? 'The reference says what the code says.\n' : `Written: ${list}\n`,
  );
}
