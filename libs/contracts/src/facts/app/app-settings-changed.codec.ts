import type { AppSettingsChanged } from '#domain';
import { clientMetadata, identifier, optionalReason } from '../codec/fact-parts.schema.js';
import { factCodec } from '../codec/fact.codec.js';

/** The registration of an app was changed. Wire form of {@link AppSettingsChanged}. */
export const appSettingsChangedCodec = factCodec<AppSettingsChanged>({
  fact: 'AppSettingsChanged',
  version: 1,
  shape: { clientId: identifier, metadata: clientMetadata, reason: optionalReason },
  subject: (data) => data.clientId,
});
