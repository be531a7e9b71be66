import { TOKEN_KINDS, type Position, type TokenKind } from '#domain';
import {
  GENERATION,
  hasExactly,
  isIdentifier,
  isInstant,
  isJsonObject,
  isNonNegative,
  isWholeNumber,
} from '../encoding/fields.js';
import { SECTIONS, type SnapshotCounts } from './snapshot-format.js';

/** What a snapshot says about itself. */
export interface SnapshotHeader {
  readonly orgId: string;
  readonly position: Position | null;
  readonly logTimeMs: number;
  readonly prunedToMs: number;
  readonly generations: readonly string[];
  readonly maxLifetimeMs: Readonly<Record<TokenKind, number>>;
  readonly createdAt: string;
  readonly counts: SnapshotCounts;
}

/** Reads a header. Never throws; returns `null` if the value isn't a valid header. */
export function readSnapshotHeader(json: unknown): SnapshotHeader | null {
  if (!isJsonObject(json)) return null;
  const { orgId, logTimeMs, prunedToMs, createdAt } = json;
  const position = json['position'] === null ? null : readPosition(json['position']);
  const generations = readGenerations(json['generations']);
  const maxLifetimeMs = readLifetimes(json['maxLifetimeMs']);
  const counts = readCounts(json['counts']);
  if (!isIdentifier(orgId) || !isFiniteNumber(logTimeMs) || !isFiniteNumber(prunedToMs)) return null;
  if (position === undefined || generations === null || maxLifetimeMs === null || counts === null)
    return null;
  if (!isInstant(createdAt)) return null;
  return { orgId, position, logTimeMs, prunedToMs, generations, maxLifetimeMs, createdAt, counts };
}

function readPosition(json: unknown): Position | undefined {
  if (!isJsonObject(json)) return undefined;
  const { generation, offset } = json;
  return isGeneration(generation) && (offset === -1 || isWholeNumber(offset))
    ? { generation, offset }
    : undefined;
}

function readGenerations(json: unknown): readonly string[] | null {
  if (!Array.isArray(json) || !json.every(isGeneration)) return null;
  return new Set(json).size === json.length ? json : null;
}

function readLifetimes(json: unknown): SnapshotHeader['maxLifetimeMs'] | null {
  if (!isJsonObject(json) || !hasExactly(json, ...TOKEN_KINDS)) return null;
  const { access, refresh, session } = json;
  return isNonNegative(access) && isNonNegative(refresh) && isNonNegative(session)
    ? { access, refresh, session }
    : null;
}

function readCounts(json: unknown): SnapshotCounts | null {
  if (!isJsonObject(json)) return null;
  const counts: Partial<Record<keyof SnapshotCounts, number>> = {};
  for (const section of Object.keys(SECTIONS) as (keyof SnapshotCounts)[]) {
    const count = json[section];
    if (!isWholeNumber(count)) return null;
    counts[section] = count;
  }
  return counts as SnapshotCounts;
}

function isGeneration(value: unknown): value is string {
  return typeof value === 'string' && GENERATION.test(value);
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}
