import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DECISION_CODECS, USAGE_CODECS } from '#contracts';
import { DECISION_TYPES, effectsOf, USAGE_TYPES } from '#domain';
import { fieldRows } from './json-schema.mjs';
import { code, document, sameKeys, table } from './markdown.mjs';

const TIME = '2026-01-01T00:00:00.000Z';
const FIXTURES = 'libs/contracts/src/facts/fixtures';

/** docs/reference/facts.md */
export function factsReference() {
  const meanings = {
    ...meaningsIn('decisions'),
    ...meaningsIn('governance-decisions'),
    ...meaningsIn('usage'),
  };
  sameKeys('facts', [...DECISION_TYPES, ...USAGE_TYPES], meanings);
  const decisions = DECISION_TYPES.map((type) =>
    factSection(DECISION_CODECS[type], meanings[type], effectsText(type)),
  );
  const usage = USAGE_TYPES.map((type) => factSection(USAGE_CODECS[type], meanings[type], null));
  return document(
    '# Facts',
    'What the log holds. A record’s value is a CloudEvents 1.0 JSON text; its `type` names the fact and its version. A committed ' +
      'version never changes: a field may be added as optional, anything else is a new version with an upcaster from the old one. ' +
      'The golden fixtures are real records, signed with a published key.',
    '## Decisions',
    '`rescind.decisions.v1`: signed, kept for ever, in one order per organisation. In `data.fact` are the fields below, in ' +
      '`data.effects` what edges fold (see [the feed protocol](../guides/feed-protocol.md#effects)).',
    overview(DECISION_TYPES, meanings),
    decisions.flat(),
    '## Usage facts',
    '`rescind.usage.v1`: what happens with tokens. Not signed, and nothing is refused because of one.',
    overview(USAGE_TYPES, meanings),
    usage.flat(),
  );
}

function overview(types, meanings) {
  return table(
    ['Fact', 'Meaning'],
    types.map((type) => [`[${type}](#${type.toLowerCase()})`, meanings[type]]),
  );
}

function factSection(codec, meaning, effects) {
  const schema = z.toJSONSchema(codec.schema, { io: 'output', unrepresentable: 'any' });
  const fixture = `${FIXTURES}/${kebab(codec.fact)}.v${codec.version}.json`;
  const older = Object.keys(codec.upcasters);
  return [
    `### ${codec.fact}`,
    meaning,
    `Type ${code(codec.type)}${older.length === 0 ? '' : `, read from ${older.map(code).join(', ')} too`}; golden fixture [${code(fixture)}](../../${fixture}).`,
    effects === null ? '' : `Effects: ${effects}`,
    table(['Field', 'Value', 'Required'], fieldRows(schema)),
  ];
}

/** The effects as the domain makes them, of the fixture's data. */
function effectsText(type) {
  const fixture = `${kebab(type)}.v${DECISION_CODECS[type].version}.json`;
  const { expected } = JSON.parse(
    readFileSync(new URL(`../../${FIXTURES}/${fixture}`, import.meta.url), 'utf8'),
  );
  const texts = variantsOf(type, expected.fact.data).map(([name, data]) => {
    const effects = effectsOf({ type, data }, TIME).map((effect) => effectText(effect, data));
    const text = [...new Set(effects)].join(', ') || 'none';
    return name === null ? text : `${name}: ${text}`;
  });
  return `${texts.join('; ')}.`;
}

/** Data of the fact for each of the ways in which its effects differ. */
function variantsOf(type, data) {
  if ('mode' in data) return ['graceful', 'revoke'].map((mode) => [`with ${code(mode)}`, { ...data, mode }]);
  if (type !== 'AppUninstalled') return [[null, data]];
  const { userId, ...forAll } = data;
  return [
    [`with ${code('userId')}`, { ...forAll, userId }],
    ['without', forAll],
  ];
}

function effectText(effect, data) {
  if (effect.effect !== 'notBefore') return code(effect.effect);
  const asCovers = JSON.stringify(effect.kinds) === JSON.stringify(data.covers);
  return `${code('notBefore')} of the ${effect.of.scope} (${asCovers ? 'the kinds in `covers`' : effect.kinds.join(', ')})`;
}

/** The doc comments of the fact types. */
function meaningsIn(file) {
  const source = readFileSync(new URL(`../../libs/domain/src/facts/${file}.ts`, import.meta.url), 'utf8');
  const found = source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export type (\w+) = Base</g);
  return Object.fromEntries(
    [...found].map(([, comment, name]) => [name, comment.replace(/\s*\n\s*\*\s*/g, ' ').trim()]),
  );
}

function kebab(name) {
  return name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
