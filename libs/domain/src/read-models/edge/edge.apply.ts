import type { EdgeAbsorbed, EdgeRegistered } from '../../facts/index.js';
import { isOutdated } from '../../state/acceptance.js';
import { parsePosition } from '../../values/position.js';
import { edgeDocId } from '../document/document-ids.js';
import {
  handled,
  later,
  listOrder,
  type ReadModel,
  type ReadModelDocument,
  type ReadModelFact,
  recordedAt,
  timeOf,
} from '../document/document.js';

/** How many measured offsets an edge's document keeps. */
export const EDGE_RECENT_SIZE = 64;

/** An edge: who it is, and how far it has come. */
export type EdgeDoc = ReadModelDocument<{
  readonly orgId: string;
  readonly edgeId: string;
  /** False: it sent receipts, but its registration wasn't read yet. */
  readonly registered: boolean;
  readonly name: string | null;
  /** What lists sort by: the name in lower case, or the id. */
  readonly nameKey: string;
  readonly registeredAt: string | null;
  readonly retired: boolean;
  readonly retiredAt: string | null;
  /** Offset of the last decision about it. */
  readonly revision: number | null;
  /** The last position absorbed, `generation:offset`, and its parts; `null` before the first receipt. */
  readonly position: string | null;
  readonly generation: string | null;
  readonly absorbedOffset: number | null;
  /** The last receipt, on the feed's clock. */
  readonly lastSeenAt: string | null;
  /** The newest offsets of this generation, ascending, with how long each took from append to receipt, ms. */
  readonly recent: readonly { readonly offset: number; readonly ms: number }[];
}>;

const HANDLES = ['EdgeRegistered', 'EdgeRetired', 'EdgeAbsorbed'] as const;

/** Orders in which edges are listed. */
export const EDGE_LISTS = {
  byName: listOrder<keyof EdgeDoc>('byName', 'orgId', 'retired', 'nameKey'),
  byProgress: listOrder<keyof EdgeDoc>('byProgress', 'orgId', 'retired', 'absorbedOffset'),
} as const;

/** The edges of an organisation. */
export const EDGE_MODEL: ReadModel<EdgeDoc> = {
  name: 'edge',
  version: 1,
  collection: 'edge_v1',
  handles: HANDLES,
  lists: Object.values(EDGE_LISTS),
  keys: (recorded) => {
    const fact = handled(recorded, HANDLES);
    return fact === null ? [] : [edgeDocId(recorded.orgId, fact.data.edgeId)];
  },
  apply: applyEdge,
};

/** Folds a fact into the document of an edge. */
export function applyEdge(doc: EdgeDoc | null, recorded: ReadModelFact): EdgeDoc | null {
  const fact = handled(recorded, HANDLES);
  if (fact === null) return doc;
  switch (fact.type) {
    case 'EdgeRegistered':
      return registered(doc ?? unknown(recorded.orgId, fact.data.edgeId), fact.data, recorded);
    case 'EdgeRetired':
      return retired(doc, recorded);
    case 'EdgeAbsorbed':
      return absorbed(doc ?? unknown(recorded.orgId, fact.data.edgeId), fact.data, recorded);
  }
}

function unknown(orgId: string, edgeId: string): EdgeDoc {
  return {
    orgId,
    edgeId,
    registered: false,
    name: null,
    nameKey: edgeId.toLowerCase(),
    registeredAt: null,
    retired: false,
    retiredAt: null,
    revision: null,
    position: null,
    generation: null,
    absorbedOffset: null,
    lastSeenAt: null,
    recent: [],
  };
}

/** The first registration counts, as it does in the fold. */
function registered(edge: EdgeDoc, { name }: EdgeRegistered['data'], recorded: ReadModelFact): EdgeDoc {
  if (edge.registered) return edge;
  const registeredAt = recordedAt(recorded);
  return {
    ...edge,
    registered: true,
    name,
    nameKey: name.toLowerCase(),
    registeredAt,
    revision: recorded.position.offset,
  };
}

/** The edge is retired once, and only if the fold accepts the retirement. */
function retired(edge: EdgeDoc | null, recorded: ReadModelFact): EdgeDoc | null {
  if (edge?.registered !== true || edge.retired) return edge;
  const basedOn = 'basedOn' in recorded ? recorded.basedOn : null;
  if (edge.revision !== null && isOutdated(basedOn, edge.revision)) return edge;
  return { ...edge, retired: true, retiredAt: recordedAt(recorded), revision: recorded.position.offset };
}

function absorbed(edge: EdgeDoc, receipt: EdgeAbsorbed['data'], recorded: ReadModelFact): EdgeDoc {
  const receivedAt = timeOf(receipt.receivedAt, recorded);
  const seen: EdgeDoc = { ...edge, lastSeenAt: later(edge.lastSeenAt, receivedAt) };
  const position = parsePosition(receipt.position);
  if (position === null) return seen;
  if (edge.generation !== null && edge.generation !== position.generation) {
    // Offsets of two generations can't be compared: the receipt that came later tells which one is read now.
    if (edge.lastSeenAt !== null && receivedAt < edge.lastSeenAt) return seen;
    return { ...seen, ...progress(position.generation, position.offset), recent: newest(receipt.recent) };
  }
  const offset = Math.max(position.offset, edge.absorbedOffset ?? position.offset);
  return {
    ...seen,
    ...progress(position.generation, offset),
    recent: newest([...edge.recent, ...receipt.recent]),
  };
}

function progress(
  generation: string,
  offset: number,
): Pick<EdgeDoc, 'position' | 'generation' | 'absorbedOffset'> {
  return { position: `${generation}:${String(offset)}`, generation, absorbedOffset: offset };
}

/** The newest offsets, each with its shortest time: a receipt that is sent again took longer only by being sent again. */
function newest(recent: EdgeDoc['recent']): EdgeDoc['recent'] {
  const shortest = new Map<number, number>();
  for (const { offset, ms } of recent) shortest.set(offset, Math.min(ms, shortest.get(offset) ?? ms));
  const ascending = [...shortest].sort(([a], [b]) => a - b);
  return ascending.slice(-EDGE_RECENT_SIZE).map(([offset, ms]) => ({ offset, ms }));
}
