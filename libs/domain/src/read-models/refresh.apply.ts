import { DECISION_TYPES } from '../facts/index.js';
import { type Effect, foldEntry } from '../revocation/index.js';
import { APP_MODEL } from './app/app.apply.js';
import { APP_USER_MODEL } from './app-user/app-user.apply.js';
import { revocationDocId } from './document/document-ids.js';
import { type ReadModel, type ReadModelDocument, type ReadModelFact } from './document/document.js';
import { GRANT_MODEL } from './grant/grant.apply.js';
import { TOKEN_MODEL } from './token/token.apply.js';

/**
 * What is left to do after a revocation until what pages filter and sort by is brought up to date. A projection makes it, and
 * whoever works on it goes on from where it says; its id is that of the revocation's audit entry.
 */
export type RefreshDoc = ReadModelDocument<{
  readonly orgId: string;
  readonly revocationId: string;
  readonly time: string;
  readonly appendedAtMs: number;
  /** Place of the decision in the log. */
  readonly generation: string;
  readonly offset: number;
  readonly effects: readonly Effect[];
  /** After this, in log time, everything that it covers has expired, epoch ms; `null`: never. */
  readonly keepUntilMs: number | null;
  /** Documents brought up to date so far. */
  readonly done: number;
  readonly finished: boolean;
  /** ISO 8601. */
  readonly finishedAt: string | null;
  /** Who works on it, and until when nobody else does, epoch ms. */
  readonly owner: string | null;
  readonly leaseUntilMs: number;
  /** Ends of the usage log when the work began: tokens issued before the revocation stand before them. */
  readonly barrier: readonly { readonly generation: string; readonly offset: number }[] | null;
  /** Whether everything up to there was in the documents when this pass over them began. */
  readonly isLastPass: boolean;
  /** Which of the effects is being worked on. */
  readonly step: number;
  /** Whether the apps of the organisation are done, and their users are next. */
  readonly areAppsDone: boolean;
  /** Apps whose users are next, and where the list of the apps goes on. */
  readonly queue: readonly string[];
  readonly appsAfter: string | null;
  readonly isLastApp: boolean;
  /** Where the list of users goes on. */
  readonly usersAfter: string | null;
}>;

type Shape = Pick<ReadModel<never>, 'version'>;

/** The documents that the work is done on, in the shapes that they have. */
export interface RefreshedShapes {
  readonly app: Shape;
  readonly appUser: Shape;
  readonly grant: Shape;
  readonly token: Shape;
}

/**
 * Work that revocations leave to do on documents of these shapes. It is a collection of its own for each of them, because work that
 * was done on documents of one shape is still to be done on those of the next.
 */
export function refreshModelOf({ app, appUser, grant, token }: RefreshedShapes): ReadModel<RefreshDoc> {
  const version = 2;
  const shapes = [app, appUser, grant, token].map((shape) => String(shape.version));
  return {
    name: 'refresh',
    version,
    collection: `refresh_v${String(version)}_${shapes.join('_')}`,
    handles: DECISION_TYPES,
    lists: [],
    keys: (recorded) =>
      'effects' in recorded && recorded.effects.length > 0
        ? [revocationDocId(recorded.orgId, recorded.id)]
        : [],
    apply: applyRefresh,
  };
}

/** Work that revocations leave to do. */
export const REFRESH_MODEL = refreshModelOf({
  app: APP_MODEL,
  appUser: APP_USER_MODEL,
  grant: GRANT_MODEL,
  token: TOKEN_MODEL,
});

/** Makes the work of a decision with effects; the first record of a decision stands. */
export function applyRefresh(doc: RefreshDoc | null, recorded: ReadModelFact): RefreshDoc | null {
  if (doc !== null || !('effects' in recorded) || recorded.effects.length === 0) return doc;
  const { orgId, id, time, appendedAtMs, position, effects } = recorded;
  return {
    orgId,
    revocationId: id,
    time,
    appendedAtMs,
    generation: position.generation,
    offset: position.offset,
    effects,
    keepUntilMs: foldEntry(recorded, effects).keepUntilMs,
    done: 0,
    finished: false,
    finishedAt: null,
    owner: null,
    leaseUntilMs: 0,
    barrier: null,
    isLastPass: false,
    ...REFRESH_START,
  };
}

/** Where a pass over the documents begins. */
export const REFRESH_START = {
  step: 0,
  areAppsDone: false,
  queue: [],
  appsAfter: null,
  isLastApp: false,
  usersAfter: null,
} as const satisfies Partial<RefreshDoc>;
