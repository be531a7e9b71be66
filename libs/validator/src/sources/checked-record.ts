import { decodeDecisionEffects, rotatedIssuerOf, verifyValue, type WireRecord } from '#contracts/edge';
import { type FoldEntry, foldEntry } from '#domain';
import type { RevocationSink, StaleReason } from './revocation-source.port.js';
import type { KeyRing } from './verification-keys.js';

/** A record that was checked: what is to be folded, and what is wrong with it beside that. */
export interface CheckedRecord {
  /** `null`: nothing in it may be believed. */
  readonly entry: FoldEntry | null;
  /** Why whoever folds it is stale from here on. */
  readonly fault: StaleReason | null;
  /** Issuer whose signing keys it changes. */
  readonly rotatedIssuer: string | null;
}

/**
 * Checks signature, form and organisation of a record, in that order. Never throws for what is in the record; rejects when the
 * keys can't be had.
 */
export async function checkRecord(record: WireRecord, orgId: string, keys: KeyRing): Promise<CheckedRecord> {
  if (!(await isSigned(record, keys))) return broken('bad-signature');
  const decoded = decodeDecisionEffects(record);
  switch (decoded.kind) {
    case 'effects':
      if (decoded.orgId !== orgId) return broken('invalid-record');
      return {
        entry: foldEntry(decoded, decoded.effects),
        fault: null,
        rotatedIssuer: rotatedIssuerOf(decoded),
      };
    case 'unknown-effect':
      if (decoded.orgId !== orgId) return broken('invalid-record');
      return { entry: foldEntry(decoded, decoded.understood), fault: 'unknown-effect', rotatedIssuer: null };
    case 'invalid':
      return broken('invalid-record');
  }
}

/** Passes a checked record to the sink: what is to be folded, then what is wrong with it. */
export function deliver(sink: RevocationSink, checked: CheckedRecord): void {
  if (checked.entry !== null) sink.absorb(checked.entry);
  if (checked.rotatedIssuer !== null) sink.signingKeysChanged(checked.rotatedIssuer);
  if (checked.fault !== null) sink.fault(checked.fault);
}

async function isSigned(record: WireRecord, keys: KeyRing): Promise<boolean> {
  const verdict = await verifyValue(await keys.get(), record.value, record.headers);
  if (verdict !== 'unknown-key') return verdict === 'valid';
  return (await verifyValue(await keys.get(true), record.value, record.headers)) === 'valid';
}

function broken(fault: StaleReason): CheckedRecord {
  return { entry: null, fault, rotatedIssuer: null };
}
