import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DISTRIBUTED_CONFIG } from '#platform';
import { CONTROL_CONFIG } from '../../dist/apps/control/src/control.config.js';
import { EDGE_CONFIG } from '../../dist/apps/edge/src/edge.config.js';
import { STANDALONE_CONFIG } from '../../dist/apps/standalone/src/standalone.config.js';
import { typeOf } from './json-schema.mjs';
import { code, document, table } from './markdown.mjs';

const SCHEMAS = {
  standalone: STANDALONE_CONFIG,
  control: CONTROL_CONFIG,
  issuer: DISTRIBUTED_CONFIG,
  projector: DISTRIBUTED_CONFIG,
  feed: DISTRIBUTED_CONFIG,
  edge: EDGE_CONFIG,
};
const DISTRIBUTED = ['control', 'issuer', 'projector', 'feed'];

/** docs/reference/configuration.md */
export function configurationReference() {
  checkPlainApps();
  const rows = variants().map(({ name, property, required, apps }) => [
    code(name),
    property.description ?? missing(name),
    kindOf(property),
    required ? '**required**' : property.default === undefined ? '' : code(JSON.stringify(property.default)),
    appsText(apps),
  ]);
  return document(
    '# Configuration',
    'Everything that the processes read from their environment. An empty value counts as absent. A process that finds something ' +
      'missing or wrong names all of it on standard error, and ends with status 78.',
    table(['Name', 'Meaning', 'Value', 'Default', 'Read by'], rows),
  );
}

/** Fails if an app without a schema of its own doesn't read the one that is listed for it. */
function checkPlainApps() {
  for (const app of ['issuer', 'projector', 'feed']) {
    const main = readFileSync(new URL(`../../apps/${app}/src/main.ts`, import.meta.url), 'utf8');
    if (!main.includes('config: DISTRIBUTED_CONFIG,')) {
      throw new Error(`${app} reads another configuration than the reference says.`);
    }
  }
}

/** Names in the order of the apps above; one entry per name and meaning. */
function variants() {
  const found = new Map();
  for (const [app, schema] of Object.entries(SCHEMAS)) {
    const { properties, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    for (const [name, property] of Object.entries(properties)) {
      const must = required.includes(name);
      const key = JSON.stringify([name, must, property]);
      const entry = found.get(key) ?? { name, property, required: must, apps: [] };
      entry.apps.push(app);
      found.set(key, entry);
    }
  }
  const order = [...new Set([...found.values()].map(({ name }) => name))];
  return [...found.values()].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

function kindOf({ default: _default, description: _description, ...property }) {
  if (property.format === 'base64url') return '32 bytes, base64url';
  return typeOf(property);
}

function appsText(apps) {
  if (apps.length === Object.keys(SCHEMAS).length) return 'all';
  const all = DISTRIBUTED.every((app) => apps.includes(app));
  return [
    ...(all ? [`${DISTRIBUTED.join(', ')}`] : []),
    ...apps.filter((app) => !all || !DISTRIBUTED.includes(app)),
  ].join(', ');
}

function missing(name) {
  throw new Error(`${name} has no description.`);
}
