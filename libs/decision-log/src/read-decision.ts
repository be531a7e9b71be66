import { type DecodedDecision, decodeDecision, type SignatureVerdict } from '#contracts';
import type { LogRecord } from '#event-log';

/** Checks the signature of a record of the decision log. */
export type VerifyRecord = (record: LogRecord) => Promise<SignatureVerdict>;

/** A record that the platform didn't sign, or that was changed since. What it holds must not be used. */
export interface NotGenuine {
  readonly kind: 'not-genuine';
  readonly verdict: Exclude<SignatureVerdict, 'valid'>;
}

/** What a record of the decision log turned out to be. */
export type ReadDecision = DecodedDecision | NotGenuine;

/** Reads a record of the decision log: first its signature, then its content. Never rejects because of what the record holds. */
export async function readDecision(record: LogRecord, verify: VerifyRecord): Promise<ReadDecision> {
  const verdict = await verify(record);
  return verdict === 'valid' ? decodeDecision(record) : { kind: 'not-genuine', verdict };
}
