import { TOKEN_KINDS, type TokenKind } from '#domain';
import type { TokenCounts } from '../inventory/token-counts.schema.js';
import type { BulkOperation } from './bulk-operation.kind.js';
import type { Coverage, Leaves } from './operation.schema.js';

const NAMES: Readonly<Record<TokenKind, string>> = {
  access: 'access tokens',
  refresh: 'refresh tokens and grants',
  session: 'sign-in sessions',
};

/** The counts of an operation that would change nothing. */
export const NOTHING_COUNTED: TokenCounts = {
  apps: 0,
  users: 0,
  tokens: { access: 0, refresh: 0 },
  at_least: false,
};

/**
 * Exactly what an operation covers.
 * @param happens whether it changes anything.
 */
export function coverageOf(operation: BulkOperation, happens: boolean): Coverage {
  if (!happens) return { description: 'Nothing.', kinds: [], formats: [] };
  const { kind, parameters } = operation;
  const kinds = [...kind.covers(parameters)];
  const formats = kinds.includes('access') ? [...kind.formats] : [];
  return { description: kind.describe(operation).covered, kinds, formats };
}

/** What an operation leaves alive, and the commands that end that. */
export function leavesOf(operation: BulkOperation, happens: boolean): Leaves {
  const { kind } = operation;
  if (happens) return kind.describe(operation).leaves;
  return { description: 'Everything.', commands: kind.describeNothing(operation).instead };
}

/** What the person who confirms an operation should know. */
export function warningOf(operation: BulkOperation, happens: boolean): string {
  const { kind } = operation;
  if (happens) return kind.describe(operation).warning;
  return `Nothing would happen${kind.describeNothing(operation).because}.`;
}

/** The kinds of token that are not in `covers`. */
export function restOf(covers: readonly TokenKind[]): readonly TokenKind[] {
  return TOKEN_KINDS.filter((kind) => !covers.includes(kind));
}

/** Kinds of token, as a list in words. */
export function listed(kinds: readonly TokenKind[]): string {
  return kinds.map((kind) => NAMES[kind]).join(', ');
}

/** The text with a capital first letter, to begin a sentence. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
