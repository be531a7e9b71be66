import type { AppRegistered } from '#domain';
import { clientMetadata, identifier } from './fact-parts.schema.js';
import { factCodec } from './fact.codec.js';

/** An app exists. Wire form of {@link AppRegistered}. */
export const appRegisteredCodec = factCodec<AppRegistered>({
  fact: 'AppRegistered',
  version: 1,
  shape: { clientId: identifier, metadata: clientMetadata },
  subject: (data) => data.clientId,
});
