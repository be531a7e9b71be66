import type { AppUninstalled } from '#domain';
import { identifier, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** An app was uninstalled. Wire form of {@link AppUninstalled}. */
export const appUninstalledCodec = factCodec<AppUninstalled>({
  fact: 'AppUninstalled',
  version: 1,
  shape: { clientId: identifier, userId: identifier.optional(), reason: optionalReason },
  subject: (data) => data.clientId,
});
