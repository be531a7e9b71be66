import { type ApprovalRequested, utf8Length } from '#domain';
import { z } from 'zod';
import { identifier, instant, operation, optionalReason, wholeNumber } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Of the parameters' JSON text, in UTF-8. */
const MAX_PARAMETERS_BYTES = 65_536;

/** A second person was asked to approve. Wire form of {@link ApprovalRequested}. */
export const approvalRequestedCodec = factCodec<ApprovalRequested>({
  fact: 'ApprovalRequested',
  // Version 1 named the operation by method and path. It has no upcaster: it reads as an unknown fact, which changes nothing.
  version: 2,
  shape: {
    approvalId: identifier,
    operation,
    parameters: z
      .record(z.string(), z.unknown())
      .refine((parameters) => utf8Length(JSON.stringify(parameters)) <= MAX_PARAMETERS_BYTES),
    count: wholeNumber,
    expiresAt: instant,
    reason: optionalReason,
  },
  subject: (data) => data.approvalId,
});
