import { utf8Length } from '#domain';
import { MAX_RECORD_VALUE_BYTES } from './envelope-attributes.js';

/** The JSON of a record's value, or why it can't be read; total. */
export type JsonReading =
  { readonly ok: true; readonly json: unknown } | { readonly ok: false; readonly reason: string };

/** Parses a record's value, unless it is larger than any record may be. */
export function parseRecordValue(value: string): JsonReading {
  // A text of n UTF-16 units has at least n bytes: a giant one isn't even counted.
  if (value.length > MAX_RECORD_VALUE_BYTES || utf8Length(value) > MAX_RECORD_VALUE_BYTES) {
    return { ok: false, reason: 'too large' };
  }
  try {
    return { ok: true, json: JSON.parse(value) };
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
}

/** The organisation that a record claims to be of, where at least that can be read. */
export function claimedOrgId(json: unknown): string | null {
  if (typeof json !== 'object' || json === null || !('orgid' in json)) return null;
  return typeof json.orgid === 'string' && json.orgid.length <= 256 ? json.orgid : null;
}
