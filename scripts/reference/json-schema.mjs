import { code } from './markdown.mjs';

/** The rows `name, type, required` of an object schema, nested members by their path. */
export function fieldRows(schema, prefix = '') {
  if (schema === undefined) return [];
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const row = [code(path), typeOf(property), required.has(name) ? 'yes' : 'no'];
    const inner = property.type === 'array' ? property.items : property;
    const nested = fieldRows(inner, property.type === 'array' ? `${path}[].` : `${path}.`);
    return [row, ...nested];
  });
}

/** A type with its limits, in a few words. */
export function typeOf(schema) {
  if (schema.anyOf !== undefined) return schema.anyOf.map(alternative).join(' or ');
  const base = baseType(schema);
  const words = [base, ...limitsOf(schema)];
  if (schema.default !== undefined) words.push(`default ${code(JSON.stringify(schema.default))}`);
  return words.join(', ') + (schema.nullable === true ? '; or null' : '');
}

/** One of several types; objects are told apart by their members. */
function alternative(schema) {
  const names = Object.keys(schema.properties ?? {});
  if (names.length === 0) return typeOf(schema);
  return code(
    `{ ${names.map((name) => ((schema.required ?? []).includes(name) ? name : `${name}?`)).join(', ')} }`,
  );
}

function baseType(schema) {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => code(value)).join(', ');
  if (schema.type === 'array') return `array of: ${typeOf(schema.items ?? {})}`;
  if (schema.format === 'date-time') return 'ISO 8601 time';
  if (schema.format === 'uri') return 'URL';
  return schema.type ?? 'anything';
}

function limitsOf({ type, minimum, maximum, minLength, maxLength, minItems, maxItems }) {
  if (type === 'string') return range(minLength, maxLength, 'characters');
  if (type === 'array') return range(minItems, maxItems, 'items');
  if (type === 'integer' || type === 'number') return range(limit(minimum), limit(maximum), '');
  return [];
}

/** The limits of a safe integer aren't worth printing. */
function limit(value) {
  return Math.abs(value) === Number.MAX_SAFE_INTEGER ? undefined : value;
}

function range(least, most, unit) {
  if (least === undefined && most === undefined) return [];
  if (least === 1 && most === undefined && unit !== '') return ['not empty'];
  const text =
    most === undefined
      ? `at least ${least}`
      : least === undefined || (least === 0 && unit !== '')
        ? `at most ${most}`
        : `${least} to ${most}`;
  return [`${text} ${unit}`.trim()];
}
