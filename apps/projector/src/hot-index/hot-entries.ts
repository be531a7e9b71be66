import { decodeDecision, type DecodedDecision } from '#contracts';
import {
  emptyRevocationState,
  fold,
  foldEntry,
  type RecordedEffects,
  revocationEntries,
  type Effect,
  type RevocationState,
} from '#domain';
import type { LogRecord } from '#event-log';
import { markField } from '#hot-index';

/** One entry of the index, in the form that `ABSORB_SCRIPT` expects: kind, organisation, then its fields as text. */
export type HotEntry = readonly string[];

/** What consecutive records add to the index. */
export interface HotEntries {
  readonly entries: readonly HotEntry[];
  /** Largest append time, epoch ms; 0 for no records. */
  readonly logTimeMs: number;
  /** The first record that can't be understood, if any: neither it nor anything after it may be absorbed. */
  readonly halt: { readonly at: number; readonly reason: string } | null;
}

/** Whether a record's signature was checked and found good. */
export type VerifyRecord = (record: LogRecord) => Promise<boolean>;

/**
 * Folds records into the entries that they add, up to the first record that can't be understood: nothing that may matter for security is
 * skipped. The fold is the domain's own; the index only joins its result with what it holds.
 */
export async function hotEntriesOf(
  records: readonly LogRecord[],
  verify?: VerifyRecord,
): Promise<HotEntries> {
  const states = new Map<string, RevocationState>();
  let logTimeMs = 0;
  const done = (halt: HotEntries['halt']): HotEntries => ({
    entries: [...states].flatMap(([orgId, state]) => entriesOf(orgId, state)),
    logTimeMs,
    halt,
  });
  for (const record of records) {
    if (verify !== undefined && !(await verify(record)))
      return done({ at: record.offset, reason: 'bad signature' });
    const understood = effectsOf(decodeDecision(record));
    if (typeof understood === 'string') return done({ at: record.offset, reason: understood });
    const { orgId, effects } = understood;
    const state = states.get(orgId) ?? emptyRevocationState();
    states.set(orgId, state);
    fold(state, foldEntry(understood, effects));
    logTimeMs = Math.max(logTimeMs, record.appendedAtMs);
  }
  return done(null);
}

function effectsOf(
  decoded: DecodedDecision,
): string | (RecordedEffects & { readonly orgId: string; readonly effects: readonly Effect[] }) {
  switch (decoded.kind) {
    case 'decision':
      return decoded.decision;
    case 'unknown-fact':
      return decoded;
    case 'unknown-effect':
      return `an effect of ${decoded.type} is not known`;
    case 'invalid':
      return decoded.reason;
  }
}

function entriesOf(orgId: string, state: RevocationState): readonly HotEntry[] {
  const { denied, deniedKids, watermarks, blocks, lifts } = revocationEntries(state);
  return [
    ...denied.map(([key, keep]) => ['deny', orgId, key, keepText(keep)]),
    ...deniedKids.map(([key, keep]) => ['kids', orgId, key, keepText(keep)]),
    ...watermarks.map(([kind, key, generation, ordinal, timeMs, keep]) => [
      'marks',
      orgId,
      markField(kind, key),
      generation,
      String(ordinal),
      String(Math.ceil(timeMs)),
      keepText(keep),
    ]),
    ...blocks.flatMap(([app, ids]) => ids.map((id) => ['block', orgId, app, id])),
    ...lifts.flatMap(([app, ids]) => ids.map((id) => ['lift', orgId, app, id])),
  ];
}

/** Whole ms, rounded up so that nothing is dropped early; empty: kept for ever. */
function keepText(keepUntilMs: number | null): string {
  return keepUntilMs === null ? '' : String(Math.max(0, Math.ceil(keepUntilMs)));
}
