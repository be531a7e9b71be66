import type { ApprovalDeclined } from '#domain';
import { identifier, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** What a second person was asked for was declined or taken back. Wire form of {@link ApprovalDeclined}. */
export const approvalDeclinedCodec = factCodec<ApprovalDeclined>({
  fact: 'ApprovalDeclined',
  version: 1,
  shape: { approvalId: identifier, reason: optionalReason },
  subject: (data) => data.approvalId,
});
