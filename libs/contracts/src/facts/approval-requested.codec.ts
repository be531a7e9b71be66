import type { ApprovalRequested } from '#domain';
import { identifier, instant, operation, optionalReason, prose, wholeNumber } from './fact-parts.schema.js';
import { utf8Length } from '../encoding/utf8.js';
import { factCodec } from './fact.codec.js';

const MAX_REQUEST_BYTES = 65_536;

/** A second person was asked to approve. Wire form of {@link ApprovalRequested}. */
export const approvalRequestedCodec = factCodec<ApprovalRequested>({
  fact: 'ApprovalRequested',
  version: 1,
  shape: {
    approvalId: identifier,
    operation,
    request: prose(MAX_REQUEST_BYTES).refine((text) => utf8Length(text) <= MAX_REQUEST_BYTES),
    count: wholeNumber,
    expiresAt: instant,
    reason: optionalReason,
  },
  subject: (data) => data.approvalId,
});
