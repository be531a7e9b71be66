import type { OrgSettingsChanged } from '#domain';
import { z } from 'zod';
import { grantTypes, optionalReason, wholeNumber } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** Settings of the organisation were changed. Wire form of {@link OrgSettingsChanged}. */
export const orgSettingsChangedCodec = factCodec<OrgSettingsChanged>({
  fact: 'OrgSettingsChanged',
  version: 1,
  shape: {
    allowedGrantTypes: grantTypes.optional(),
    apiClientAllowlisting: z.boolean().optional(),
    approvalThreshold: wholeNumber.nullable().optional(),
    reason: optionalReason,
  },
  subject: (_data, orgId) => orgId,
});
