/** Lets an edge read the organisation's feed. */
export interface RegisterEdge {
  readonly edgeId: string;
  /** For people. */
  readonly name: string;
}

/** Lets an edge read the feed no longer. */
export interface RetireEdge {
  readonly edgeId: string;
  readonly reason?: string | undefined;
}
