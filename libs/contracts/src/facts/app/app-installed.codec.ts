import type { AppInstalled } from '#domain';
import { identifier, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** An app was installed. Wire form of {@link AppInstalled}. */
export const appInstalledCodec = factCodec<AppInstalled>({
  fact: 'AppInstalled',
  version: 1,
  shape: { clientId: identifier, userId: identifier.optional(), reason: optionalReason },
  subject: (data) => data.clientId,
});
