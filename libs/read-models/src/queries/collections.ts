import { createHash } from 'node:crypto';
import {
  APP_MODEL,
  APP_USER_MODEL,
  AUDIT_MODEL,
  DENIAL_MODEL,
  EDGE_MODEL,
  GRANT_MODEL,
  REVOCATION_MODEL,
  TOKEN_MODEL,
} from '#domain';
import type { CollectionSpec, IndexSpec } from '../read-model-store.port.js';
import { REFRESH_MODEL } from '../refresh-jobs/refresh-job.apply.js';

/** Every read model: those of the domain, and the refresh jobs. */
export const READ_MODELS = [
  APP_MODEL,
  APP_USER_MODEL,
  TOKEN_MODEL,
  GRANT_MODEL,
  REFRESH_MODEL,
  REVOCATION_MODEL,
  DENIAL_MODEL,
  EDGE_MODEL,
  AUDIT_MODEL,
] as const;

/** Consumer group of the projectors, and the name under which their checkpoints are stored. */
export const PROJECTOR = projectorOf(READ_MODELS);

/** Records that could not be decoded: their positions and the reasons, never their contents. */
export const DEAD_LETTERS: CollectionSpec = {
  name: 'dead_letter_v1',
  indexes: [{ name: 'byTime', fields: [{ field: 'appendedAt', order: -1 }] }],
};

/** The users of an app by their id. */
export const APP_USERS_BY_ID: IndexSpec = {
  name: 'byAppUserId',
  fields: ascending('orgId', 'clientId', 'userId'),
};

/** Every token of an organisation, the newest first. */
export const TOKENS_OF_ORG: IndexSpec = {
  name: 'byOrg',
  fields: [...ascending('orgId'), { field: 'issuedAt', order: -1 }],
};

/** The apps of every organisation by when they stop being active, for the job that marks them as inactive. */
export const APPS_BY_EXPIRY: IndexSpec = { name: 'byExpiry', fields: ascending('active', 'activeUntil') };

/**
 * The apps of an organisation by the last revocation that they include, the oldest first. If another revocation changes an app while
 * the list is read, the app appears again later; no app is skipped.
 */
export const APPS_BY_REVOCATION: IndexSpec = {
  name: 'byRevocation',
  fields: ascending('orgId', 'revokedBeforeMs'),
};

/** The jobs that bring documents up to date after revocations, of every organisation, the oldest first. */
export const REFRESHES_BY_AGE: IndexSpec = { name: 'byAge', fields: ascending('finished', 'appendedAtMs') };

/** Indexes that queries need in addition to those that the models declare. */
const MORE_INDEXES: Readonly<Record<string, readonly IndexSpec[]>> = {
  [APP_MODEL.collection]: [APPS_BY_EXPIRY, APPS_BY_REVOCATION],
  [APP_USER_MODEL.collection]: [APP_USERS_BY_ID],
  [REFRESH_MODEL.collection]: [REFRESHES_BY_AGE],
  [TOKEN_MODEL.collection]: [TOKENS_OF_ORG],
};

/** The collections of all read models, with an index for every list. */
export const READ_MODEL_COLLECTIONS: readonly CollectionSpec[] = [
  ...READ_MODELS.map(({ collection, lists }) => ({
    name: collection,
    indexes: [...lists, ...(MORE_INDEXES[collection] ?? [])],
  })),
  DEAD_LETTERS,
];

/**
 * The name of the projectors for the current versions of the read models. A new version of a model gives a new name, so the projectors
 * read the log from its beginning: they fill the new collection, and documents of other collections skip the facts that they contain.
 */
export function projectorOf(models: readonly { readonly name: string; readonly version: number }[]): string {
  const shapes = models.map(({ name, version }) => `${name}@${String(version)}`).sort();
  return `rescind-projector-${createHash('sha256').update(shapes.join()).digest('hex').slice(0, 8)}`;
}

function ascending(...fields: readonly string[]): IndexSpec['fields'] {
  return fields.map((field) => ({ field, order: 1 }));
}
