import {
  APP_USER_MODEL,
  type AppUserDoc,
  appUserWithoutRevoked,
  type BulkRevocation,
  type Effect,
  type TokenKind,
} from '#domain';
import { type ReadModelStore, REFRESH_START, type RefreshDoc, type Stored } from '#read-models';
import { updateAll } from './guarded-update.js';

/** What a step works with. */
export interface StepContext {
  readonly store: ReadModelStore;
  /** Epoch ms. */
  readonly now: () => number;
  /** Most documents of users, or apps, per chunk. */
  readonly chunk: number;
}

/** What a `notBefore` effect covers. */
export type Scope = Extract<Effect, { effect: 'notBefore' }>['of'];

/** Apps per chunk where a chunk goes over apps: one list query takes no more, and the job's document stays small. */
export const APPS_AT_ONCE = 64;

/** The job at the beginning of its next effect. `done`: documents that were written meanwhile. */
export function nextStep(job: RefreshDoc, done: number): RefreshDoc {
  return { ...job, ...REFRESH_START, done: job.done + done, step: job.step + 1 };
}

/** The revocation as the read models' rules take it: where and when it was decided, and whether it spares foreign issuers. */
export function cutAt({ generation, offset, time, appendedAtMs, effects, step }: RefreshDoc): BulkRevocation {
  const cut = { position: { generation, offset }, time, appendedAtMs };
  const effect = effects[step];
  // An effect on an issuer is a rotation of our own keys. Foreign issuers rotate theirs themselves, so their tokens stay.
  const isOwnOnly = effect?.effect === 'notBefore' && effect.of.scope === 'issuer';
  return isOwnOnly ? { ...cut, ownOnly: true } : cut;
}

/** Takes what is revoked out of documents of users. Resolves to how many were written. @throws WriteContentionError */
export function updateUsers(
  store: ReadModelStore,
  users: readonly Stored<AppUserDoc>[],
  kinds: readonly TokenKind[],
  job: RefreshDoc,
): Promise<number> {
  return updateAll(store, APP_USER_MODEL.collection, users, (doc) =>
    appUserWithoutRevoked(doc, kinds, cutAt(job)),
  );
}
