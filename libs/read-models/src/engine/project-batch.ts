import { allOf } from '#async';
import type { DocumentOf, ProjectedFact, Projection } from '../projection.js';
import { WriteContentionError } from '../read-model.errors.js';
import type { Checkpoint, Doc, GuardedWrite, ReadModelStore, Stored } from '../read-model-store.port.js';
import { foldDocument } from './fold-document.js';
import { groupFacts, type DocumentFacts, type ProjectionFacts } from './group-facts.js';

/** The last offset of a batch in one topic partition, even if no projection handles its last records. */
export interface BatchEnd extends Checkpoint {
  readonly topic: string;
  readonly partition: number;
}

/** Options of {@link projectBatch}. */
export interface ProjectBatch<F extends ProjectedFact = ProjectedFact> {
  /** The projector whose checkpoints are moved. */
  readonly projector: string;
  /** At most one per collection. */
  readonly projections: readonly Projection<F>[];
  readonly facts: readonly F[];
  /** Checkpoints to save once every write is durable. Default: the last fact of each partition. */
  readonly ends?: readonly BatchEnd[];
  /** How often a document is read and written before the batch fails, if other writers keep changing it. Default 20. */
  readonly maxAttempts?: number;
}

/** What projecting a batch did. */
export interface ProjectedBatch {
  /** Documents written. */
  readonly written: number;
  /** Facts folded, once per document that they touch. */
  readonly applied: number;
  /** Facts that a document already contained, once per document. */
  readonly skipped: number;
  /** Writes that were repeated because another writer was first. */
  readonly conflicts: number;
}

/** Documents per read and per bulk write. */
const CHUNK = 1000;
/** Chunks of one collection under way at once. */
const CONCURRENT_CHUNKS = 4;

/**
 * Projects a batch: groups it by document, reads the touched documents with the positions that they hold, folds what is
 * new to each and writes it once, guarded by the revision that was read. A document that another writer changed in
 * between is read and folded again. The checkpoints move only after every write is durable, so a batch that is
 * delivered again, even divided differently, changes nothing.
 *
 * @throws WriteContentionError after `maxAttempts`; ReadModelError `STORE_UNAVAILABLE`. The batch may be projected again.
 * @example
 * await projectBatch(store, { projector: 'rescind-projector', projections, facts });
 */
export async function projectBatch<F extends ProjectedFact>(
  store: ReadModelStore,
  batch: ProjectBatch<F>,
): Promise<ProjectedBatch> {
  const groups = groupFacts(batch.projections, batch.facts);
  const maxAttempts = batch.maxAttempts ?? 20;
  const results = await projectInOrder(store, groups, maxAttempts);
  const ends = batch.ends ?? endsOf(batch.facts);
  await allOf(
    ends.map(({ topic, partition, generation, offset }) =>
      store.saveCheckpoint(batch.projector, topic, partition, { generation, offset }),
    ),
  );
  return results.map(({ result }) => result).reduce(sum, NOTHING);
}

const NOTHING: ProjectedBatch = { written: 0, applied: 0, skipped: 0, conflicts: 0 };

function sum(a: ProjectedBatch, b: ProjectedBatch): ProjectedBatch {
  return {
    written: a.written + b.written,
    applied: a.applied + b.applied,
    skipped: a.skipped + b.skipped,
    conflicts: a.conflicts + b.conflicts,
  };
}

/** What projecting into one collection did, and the touched documents as they are now. */
interface ProjectedCollection {
  readonly result: ProjectedBatch;
  readonly documents: ReadonlyMap<string, Doc>;
}

/** Projects all collections concurrently. A projection with `after` waits until that collection is projected. */
function projectInOrder<F extends ProjectedFact>(
  store: ReadModelStore,
  groups: readonly ProjectionFacts<F>[],
  maxAttempts: number,
): Promise<readonly ProjectedCollection[]> {
  const started = new Map<string, Promise<ProjectedCollection>>();
  const start = (group: ProjectionFacts<F>): Promise<ProjectedCollection> => {
    const { collection, after } = group.projection;
    const preceding = groups.find(({ projection }) => projection.collection === after);
    const running =
      started.get(collection) ??
      (preceding === undefined
        ? projectCollection(store, group, () => null, maxAttempts)
        : start(preceding).then(({ documents }) =>
            projectCollection(store, group, (id) => documents.get(id) ?? null, maxAttempts),
          ));
    started.set(collection, running);
    return running;
  };
  return allOf(groups.map(start));
}

async function projectCollection<F extends ProjectedFact>(
  store: ReadModelStore,
  { projection, documents }: ProjectionFacts<F>,
  before: DocumentOf,
  maxAttempts: number,
): Promise<ProjectedCollection> {
  const results: ProjectedBatch[] = [];
  const after = new Map<string, Doc>();
  let next = 0;
  // Chunks hold different documents, so several can be under way: the storage works while this process folds.
  const worker = async (): Promise<void> => {
    for (let start = next; start < documents.length; start = next) {
      next += CHUNK;
      const chunk = documents.slice(start, start + CHUNK);
      results.push(await projectChunk(store, { projection, before, after }, chunk, maxAttempts));
    }
  };
  await allOf(Array.from({ length: CONCURRENT_CHUNKS }, worker));
  return { result: results.reduce(sum, NOTHING), documents: after };
}

/** A projection, the documents of the collection that it comes after, and a map that collects its own documents. */
interface Folding<F extends ProjectedFact> {
  readonly projection: Projection<F>;
  readonly before: DocumentOf;
  readonly after: Map<string, Doc>;
}

async function projectChunk<F extends ProjectedFact>(
  store: ReadModelStore,
  folding: Folding<F>,
  documents: readonly DocumentFacts<F>[],
  maxAttempts: number,
): Promise<ProjectedBatch> {
  let result = NOTHING;
  let left = documents;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (attempt > maxAttempts) {
      throw new WriteContentionError(
        `${String(left.length)} documents of ${folding.projection.collection} were changed by others in each of ${String(maxAttempts)} attempts`,
      );
    }
    const round = await projectDocuments(store, folding, left);
    result = sum(result, round.result);
    left = left.filter(({ id }) => round.lost.has(id));
  }
  return result;
}

async function projectDocuments<F extends ProjectedFact>(
  store: ReadModelStore,
  { projection, before, after }: Folding<F>,
  documents: readonly DocumentFacts<F>[],
): Promise<{ readonly result: ProjectedBatch; readonly lost: ReadonlySet<string> }> {
  const stored: ReadonlyMap<string, Stored> = await store.getMany(
    projection.collection,
    documents.map(({ id }) => id),
  );
  const writes: GuardedWrite[] = [];
  let applied = 0;
  let skipped = 0;
  for (const { id, facts } of documents) {
    const folded = foldDocument(projection, stored.get(id) ?? null, id, facts, before);
    applied += folded.applied;
    skipped += folded.skipped;
    if (folded.write !== null) writes.push(folded.write);
    if (folded.doc !== null) after.set(id, folded.doc);
  }
  const lost = new Set(writes.length === 0 ? [] : await store.write(projection.collection, writes));
  return { result: { written: writes.length - lost.size, applied, skipped, conflicts: lost.size }, lost };
}

/** The last fact of each topic partition. */
function endsOf(facts: readonly ProjectedFact[]): readonly BatchEnd[] {
  const ends = new Map<string, BatchEnd>();
  for (const { topic, partition, generation, offset } of facts) {
    const key = `${topic}/${String(partition)}`;
    const end = ends.get(key);
    if (end?.generation === generation && end.offset >= offset) continue;
    ends.set(key, { topic, partition, generation, offset });
  }
  return [...ends.values()];
}
