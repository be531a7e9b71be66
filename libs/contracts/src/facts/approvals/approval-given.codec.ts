import type { ApprovalGiven } from '#domain';
import { identifier, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** A second person approved. Wire form of {@link ApprovalGiven}. */
export const approvalGivenCodec = factCodec<ApprovalGiven>({
  fact: 'ApprovalGiven',
  version: 1,
  shape: { approvalId: identifier, reason: optionalReason },
  subject: (data) => data.approvalId,
});
