import { APP_MODEL, APP_USER_MODEL, GRANT_MODEL, TOKEN_MODEL } from '#domain';
import {
  PROJECTOR,
  type ReadModelStore,
  REFRESH_MODEL,
  type RefreshedShapes,
  refreshModelOf,
} from '#read-models';

const SHAPES = { app: APP_MODEL, appUser: APP_USER_MODEL, grant: GRANT_MODEL, token: TOKEN_MODEL };

/**
 * A storage as the version before had it, whose documents of some kinds were of another shape: these collections, that of the
 * refresh jobs and the checkpoints go by the names that they had then, and all others are shared.
 */
export function versionBefore(
  store: ReadModelStore,
  replaced: readonly (keyof RefreshedShapes)[],
): ReadModelStore {
  const shapes = { ...SHAPES, ...Object.fromEntries(replaced.map((key) => [key, { version: 0 }])) };
  const names = new Map(replaced.map((key) => [SHAPES[key].collection, `${key}_v0`]));
  names.set(REFRESH_MODEL.collection, refreshModelOf(shapes).collection);
  const nameOf = (name: string): string => names.get(name) ?? name;
  const groupOf = (projector: string): string => (projector === PROJECTOR ? 'projector-before' : projector);
  return {
    description: store.description,
    open: (collections) => store.open(collections.map((each) => ({ ...each, name: nameOf(each.name) }))),
    get: (collection, id) => store.get(nameOf(collection), id),
    getMany: (collection, ids) => store.getMany(nameOf(collection), ids),
    write: (collection, writes) => store.write(nameOf(collection), writes),
    page: (query) => store.page({ ...query, collection: nameOf(query.collection) }),
    count: (query, atMost) => store.count({ ...query, collection: nameOf(query.collection) }, atMost),
    checkpoint: (projector, ...place) => store.checkpoint(groupOf(projector), ...place),
    saveCheckpoint: (projector, ...place) => store.saveCheckpoint(groupOf(projector), ...place),
    close: () => Promise.resolve(),
  };
}
