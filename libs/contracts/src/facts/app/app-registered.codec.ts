import type { AppRegistered } from '#domain';
import { z } from 'zod';
import { clientMetadata, identifier } from '../codec/fact-parts.schema.js';
import { factCodec, unchanged } from '../codec/fact.codec.js';

/** An app exists. Wire form of {@link AppRegistered}. */
export const appRegisteredCodec = factCodec<AppRegistered>({
  fact: 'AppRegistered',
  version: 2,
  shape: { clientId: identifier, metadata: clientMetadata, installed: z.boolean().optional() },
  subject: (data) => data.clientId,
  // Version 2: the grant type `password`.
  upcasters: { 'rescind.AppRegistered.v1': unchanged },
});
