import {
  APP_MODEL,
  APP_USER_MODEL,
  DECISION_TYPES,
  type Effect,
  foldEntry,
  GRANT_MODEL,
  type ReadModel,
  type ReadModelDocument,
  type ReadModelFact,
  revocationDocId,
  TOKEN_MODEL,
} from '#domain';

/**
 * A job that a revocation leaves behind: to bring the fields up to date that pages filter and sort by. The projection creates the job,
 * a refresher claims it with a lease and stores its progress in it. Its id is that of the revocation's audit entry.
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
  /** The refresher that holds the lease, and until when, epoch ms. */
  readonly owner: string | null;
  readonly leaseUntilMs: number;
  /** Ends of the usage log's partitions when the job began: every token issued before the revocation lies before them. */
  readonly barrier: readonly { readonly generation: string; readonly offset: number }[] | null;
  /** Whether the documents held the usage log up to `barrier` when this pass over them began. */
  readonly isLastPass: boolean;
  /** Index of the effect that is being worked on. */
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

/** The models whose documents a job updates, with the version of their shape. */
export interface RefreshedShapes {
  readonly app: Shape;
  readonly appUser: Shape;
  readonly grant: Shape;
  readonly token: Shape;
}

/**
 * The jobs for documents of these shapes. Each combination of shapes has a collection of its own, because a job that is done for
 * documents of one shape still has to be done for documents of the next.
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

/** The jobs that revocations leave behind. */
export const REFRESH_MODEL = refreshModelOf({
  app: APP_MODEL,
  appUser: APP_USER_MODEL,
  grant: GRANT_MODEL,
  token: TOKEN_MODEL,
});

/** Creates the job of a decision with effects. A decision that was appended again creates no second one. */
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
