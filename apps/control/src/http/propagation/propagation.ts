import { type PropagationResource } from './propagation.schema.js';

/** What the document of an edge says about its progress. */
export interface EdgeProgress {
  readonly edgeId: string;
  readonly name: string;
  /** The last position that the edge has folded; `null` before its first receipt. */
  readonly position: { readonly generation: string; readonly offset: number } | null;
  /** The newest offsets, each with the time from append to receipt, ms. */
  readonly recent: readonly { readonly offset: number; readonly ms: number }[];
}

/**
 * How far a decision has come: which edges apply it, and how long it took them. An edge applies it once the edge's position is at or
 * past the decision's. An edge that has sent no receipt since the log was made again counts as behind.
 */
export function propagationOf(
  revocationId: string,
  position: { readonly generation: string; readonly offset: number },
  positionToken: string,
  edges: readonly EdgeProgress[],
): PropagationResource {
  const applies = (edge: EdgeProgress): boolean =>
    edge.position?.generation === position.generation && edge.position.offset >= position.offset;
  const laggards = edges.filter((edge) => !applies(edge));
  const times = edges.flatMap((edge) =>
    edge.recent.filter(({ offset }) => offset === position.offset).map(({ ms }) => ms),
  );
  return {
    revocationId,
    position: positionToken,
    edges: {
      total: edges.length,
      applied: edges.length - laggards.length,
      laggards: laggards.map(({ edgeId, name, position: reached }) => ({
        edgeId,
        name,
        behind: position.offset - (reached?.generation === position.generation ? reached.offset : -1),
      })),
    },
    latencyMs: latency(times),
    complete: laggards.length === 0,
  };
}

function latency(times: readonly number[]): PropagationResource['latencyMs'] {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (fraction: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(fraction * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? null : { p50: at(0.5), p99: at(0.99), max: at(1) };
}
